import runpod

from app.main import generate
from app.main import initialize_models


async def handler(job):
    return await generate(job["input"])


if __name__ == "__main__":
    initialize_models()
    runpod.serverless.start({"handler": handler})
