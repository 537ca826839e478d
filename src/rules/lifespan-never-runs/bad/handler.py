import runpod

from app.main import generate


async def handler(job):
    return await generate(job["input"])


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
