import asyncio

import runpod
from faster_whisper import WhisperModel

model = None
other = None
lock = asyncio.Lock()


async def load():
    return WhisperModel("small")


async def ensure_model():
    global model
    async with lock:
        if model is None:
            model = await load()
    return model


def ensure_other():
    """No await between the test and the set: nothing else runs meanwhile."""
    global other
    if other is None:
        other = WhisperModel("tiny")
    return other


async def handler(job):
    found = await ensure_model()
    return {"text": str(found.transcribe(job["input"].get("audio"))), "other": str(ensure_other())}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler, "concurrency_modifier": lambda current: 4})
