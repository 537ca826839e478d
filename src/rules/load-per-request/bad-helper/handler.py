import runpod
from inference import generate


async def process(event):
    return generate(event["input"])


runpod.serverless.start({"handler": process})
