"""The requirements forgot the SDK."""

import json

import runpod  # expect RP503 on "import runpod"


def handler(job):
    return {"echo": json.dumps(job.get("input"))}


runpod.serverless.start({"handler": handler})
