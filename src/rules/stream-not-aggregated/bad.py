import runpod


async def generate(job):  # expect RP210 on "generate"
    for word in job["input"].get("prompt").split():
        yield {"word": word}


if __name__ == "__main__":
    runpod.serverless.start({"handler": generate})
