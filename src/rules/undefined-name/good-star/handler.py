import runpod
from helpers import *


def handler(job):
    return {"value": compute(job["input"])}


runpod.serverless.start({"handler": handler})
