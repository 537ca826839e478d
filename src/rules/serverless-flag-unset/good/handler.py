import os

import runpod

IS_SERVERLESS = os.getenv("RUNPOD_SERVERLESS", "false").lower() == "true"


def handler(job):
    return {"serverless": IS_SERVERLESS}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
