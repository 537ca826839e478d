import os
import runpod

os.environ["RUNPOD_LOG_LEVEL"] = "INFO"  # expect RP504 on "\"RUNPOD_LOG_LEVEL\""


def handler(job):
    return {"level": os.environ["RUNPOD_LOG_LEVEL"]}


if __name__ == "__main__":
    os.environ.setdefault("RUNPOD_PING_INTERVAL", "5000")  # expect RP504 on "\"RUNPOD_PING_INTERVAL\""
    runpod.serverless.start({"handler": handler})
