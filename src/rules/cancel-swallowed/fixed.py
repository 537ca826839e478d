import asyncio
import runpod


async def step(job):
    return job["input"]


async def handler(job):
    try:
        return {"done": await step(job)}
    except asyncio.CancelledError:
        raise
    except:  # expect RP212 on "except"
        return {"error": "failed"}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
