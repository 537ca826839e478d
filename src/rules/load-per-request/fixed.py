import runpod
from transformers import pipeline

MODEL_ID = "openai/whisper-small"


def handler(job):
    return {"text": transcribe(job["input"].get("audio"))["text"]}


if __name__ == "__main__":
    transcribe = pipeline("automatic-speech-recognition", model=MODEL_ID)  # expect RP103 on "pipeline(\"automatic-speech-recognition\", model=MODEL_ID)"
    runpod.serverless.start({"handler": handler})
