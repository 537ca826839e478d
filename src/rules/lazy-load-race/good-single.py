import runpod
from faster_whisper import WhisperModel

model = None


async def load():
    return WhisperModel("small")


async def handler(job):
    """One job at a time: there is nobody to race with."""
    global model
    if model is None:
        model = await load()
    return {"text": str(model.transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
