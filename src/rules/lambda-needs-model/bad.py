import asyncio

import runpod
from faster_whisper import WhisperModel

engine = None


def ensure_engine():
    global engine
    if engine is None:
        engine = WhisperModel("small")


async def handler(job):
    ensure_engine()
    await asyncio.sleep(0)
    return {"text": str(engine.transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    runpod.serverless.start(
        {
            "handler": handler,
            # expect RP111 on "engine.max_workers"
            "concurrency_modifier": lambda current: engine.max_workers,
        }
    )
