import asyncio
import random

import runpod


def adjust(current):
    return max(1, current + random.choice([-1, 1]))


async def handler(job):
    await asyncio.sleep(1)
    return {"ok": True}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler, "concurrency_modifier": adjust})  # expect RP215 on "\"concurrency_modifier\""
