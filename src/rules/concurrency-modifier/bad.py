import asyncio

import runpod


def adjust(limit=300):
    return limit


def nothing(current):
    print(current)


async def later(current):
    return 4


async def handler(job):
    await asyncio.sleep(1)
    return {"ok": True}


def plain(job):
    return {"ok": True}


MODE = "a"

if MODE == "a":
    runpod.serverless.start({"handler": handler, "concurrency_modifier": adjust})  # expect RP215 on "\"concurrency_modifier\""
elif MODE == "b":
    runpod.serverless.start({"handler": handler, "concurrency_modifier": nothing})  # expect RP215 on "\"concurrency_modifier\""
elif MODE == "c":
    runpod.serverless.start({"handler": handler, "concurrency_modifier": later})  # expect RP215 on "\"concurrency_modifier\""
else:
    runpod.serverless.start({"handler": handler, "concurrency_modifier": 4})  # expect RP215 on "\"concurrency_modifier\""
