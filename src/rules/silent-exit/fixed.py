import traceback
import sys

import runpod
from faster_whisper import WhisperModel

try:
    model = WhisperModel("small")
except Exception:
    traceback.print_exc()
    sys.exit(1)  # expect RP107 on "sys.exit(1)"


def handler(job):
    return {"text": str(model.transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
