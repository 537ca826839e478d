import base64
import io

import runpod
from PIL import Image


def handler(job):
    buffer = io.BytesIO()
    Image.new("RGB", (256, 256)).save(buffer, format="PNG")
    return {"image": base64.b64encode(buffer.getvalue()).decode("ascii")}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
