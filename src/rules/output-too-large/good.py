import base64
import os

import runpod
from runpod.serverless.utils import rp_upload


def handler(job):
    path = "/tmp/out.mp4"
    if os.path.getsize(path) > 5_000_000:
        return {"url": rp_upload.upload_image(job["id"], path)}
    with open(path, "rb") as file:
        return {"video": base64.b64encode(file.read()).decode("ascii")}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
