import io

import numpy
import runpod
from PIL import Image


def handler(job):
    buffer = io.BytesIO()
    image = Image.new("RGB", (8, 8))
    image.save(buffer, format="PNG")
    if job["input"].get("raw"):
        return buffer.getvalue()  # expect RP207 on "buffer.getvalue()"
    # expect RP207 on "image"
    # expect RP207 on "numpy.zeros(3)"
    return [image, numpy.zeros(3)]


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
