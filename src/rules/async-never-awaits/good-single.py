import runpod


async def handler(job):
    return {"text": job["input"].get("prompt").upper()}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
