import os
import runpod

print("ready")
# expect RP504 on "\"RUNPOD_DEBUG_LEVEL\""
os.environ["RUNPOD_DEBUG_LEVEL"] = "INFO"
runpod.serverless.start({"handler": lambda job: job["input"]})
