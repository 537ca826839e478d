import runpod
from transformers import pipeline

MODEL = "openai/whisper-small"
transcribe = pipeline("automatic-speech-recognition", "openai/whisper-small")


def handler(job):
    return {"text": str(transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
