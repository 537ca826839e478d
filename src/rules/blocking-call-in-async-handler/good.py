import asyncio
import time

import requests
import runpod

time.sleep(0.1)


def fetch(url):
    time.sleep(1)
    return requests.get(url, timeout=10).json()


async def handler(job):
    await asyncio.sleep(2)
    return {"page": await asyncio.to_thread(fetch, job["input"].get("url"))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler, "concurrency_modifier": lambda current: 4})
