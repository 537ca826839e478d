import asyncio

import runpod


async def step(job):
    try:
        return len(job)
    except:
        return 0


async def handler(job):
    try:
        first = await step(job)
    except asyncio.CancelledError:
        raise
    except BaseException as error:
        return {"error": str(error)}
    try:
        return {"first": first, "second": await step(job)}
    except Exception as error:
        return {"error": str(error)}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
