import runpod


async def words(prompt):
    for word in prompt.split():
        yield {"word": word}


async def handler(job):
    return [item async for item in words(job["input"].get("prompt"))]  # expect RP214 on "words(job[\"input\"].get(\"prompt\"))"


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
