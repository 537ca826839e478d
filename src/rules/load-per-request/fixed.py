import runpod
from transformers import pipeline

MODEL_ID = "openai/whisper-small"


transcribe = pipeline("automatic-speech-recognition", model=MODEL_ID)


def handler(job):
    return {"text": transcribe(job["input"].get("audio"))["text"]}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
