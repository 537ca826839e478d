import asyncio
import runpod
from faster_whisper import WhisperModel

model = None


async def load():
    return WhisperModel("small")


load_lock = asyncio.Lock()


async def ensure_model():
    global model
    if model is None:  # expect RP105 on "model is None"
        async with load_lock:
            if model is None:
                model = await load()
    return model


async def handler(job):
    found = await ensure_model()
    return {"text": str(found.transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler, "concurrency_modifier": lambda current: 4})
