import asyncio

import runpod


async def notify(job):
    await asyncio.sleep(1)


async def handler(job):
    await notify(job)  # expect RP201 on "asyncio.create_task"
    return {"ok": True}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
