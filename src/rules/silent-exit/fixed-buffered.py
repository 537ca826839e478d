import traceback
import os

import runpod
from faster_whisper import WhisperModel

model = None


def load_model():
    global model
    try:
        model = WhisperModel("small")
    except Exception as error:
        print(f"failed: {error}")
        traceback.print_exc()
        os._exit(1)  # expect RP107 on "os._exit(1)"


def handler(job):
    return {"text": str(model.transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    load_model()
    runpod.serverless.start({"handler": handler})
