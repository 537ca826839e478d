import os

import runpod

CACHE = os.environ.get("CACHE", "/runpod-volume/cache")


def handler(job):
    """Reads from /runpod-volume where there is one."""
    return {"cache": CACHE}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
