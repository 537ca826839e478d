import os

import runpod

SERVERLESS = os.environ.get("SERVERLESS", "true") == "true"
os.environ.setdefault("IS_SERVERLESS", "1")
ENDPOINT = os.environ.get("RUNPOD_ENDPOINT_ID")


def handler(job):
    return {"serverless": SERVERLESS, "other": os.environ["IS_SERVERLESS"], "endpoint": ENDPOINT}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
