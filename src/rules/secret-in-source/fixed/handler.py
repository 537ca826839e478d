import os
import runpod

runpod.api_key = os.environ["RUNPOD_API_KEY"]  # key


def handler(job):
    return {"ok": True}


runpod.serverless.start({"handler": handler})
