import os
os.environ["RUNPOD_DEBUG_LEVEL"] = "INFO"
import runpod

print("ready")
# expect RP504 on "\"RUNPOD_DEBUG_LEVEL\""
runpod.serverless.start({"handler": lambda job: job["input"]})
