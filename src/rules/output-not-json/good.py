import base64
import datetime
import io
import json
import uuid

import numpy
import runpod


def handler(job):
    buffer = io.BytesIO(b"data")
    vector = numpy.zeros(3)
    model = job["input"].get("model")
    text = io.StringIO("text").getvalue()
    with open("config.json") as file:
        config = json.load(file)
    return {
        "id": str(uuid.uuid4()),
        "at": datetime.datetime.now().isoformat(),
        "coded": base64.b64encode(buffer.getvalue()).decode(),
        "vector": vector.tolist(),
        "tokens": model.encode("text"),
        "tags": sorted({"b", "a"}),
        "text": text,
        "config": config,
        "bytes": b"ascii".decode(),
    }


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
