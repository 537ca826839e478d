import os

os.environ["RUNPOD_LOG_LEVEL"] = "INFO"

import runpod

os.environ["RUNPOD_REALTIME_PORT"] = "8000"  # read by start(), not by the import
os.environ["HF_HOME"] = "/models"


def handler(job):
    return {"level": os.environ.get("RUNPOD_LOG_LEVEL")}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
