import time

import requests
import runpod


async def fetch(url):
    return requests.get(url, timeout=10).json()  # expect RP203 on "requests.get"


async def handler(job):
    time.sleep(2)  # expect RP203 on "time.sleep"
    return {"page": await fetch(job["input"].get("url"))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler, "concurrency_modifier": lambda current: 4})
