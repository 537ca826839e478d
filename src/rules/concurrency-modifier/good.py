import asyncio
import os

import runpod

LIMIT = int(os.environ.get("MAX_CONCURRENCY", "8"))


def adjust(current_concurrency):
    return LIMIT


async def handler(job):
    await asyncio.sleep(1)
    return {"ok": True}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler, "concurrency_modifier": adjust})
