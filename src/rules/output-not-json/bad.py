import base64
import datetime
import io
import uuid

import runpod


def handler(job):
    buffer = io.BytesIO()
    buffer.write(job["input"].get("text").encode())
    coded = base64.b64encode(b"data")
    return {
        "id": uuid.uuid4(),  # expect RP207 on "uuid.uuid4()"
        "at": datetime.datetime.now(),  # expect RP207 on "datetime.datetime.now()"
        "tags": {"a", "b"},  # expect RP207 on "{\"a\", \"b\"}"
        "coded": coded,  # expect RP207 on "coded"
        "size": len(buffer.getvalue()),
    }


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
