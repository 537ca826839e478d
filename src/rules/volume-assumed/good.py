import os

import runpod

VOLUME = "/runpod-volume"
CACHE = VOLUME if os.path.isdir(VOLUME) else "/tmp"


def handler(job):
    return {"cache": CACHE, "models": "/workspace/models"}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
