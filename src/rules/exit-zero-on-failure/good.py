import signal
import sys

import runpod
from faster_whisper import WhisperModel


def leave(number, frame):
    sys.exit(0)


signal.signal(signal.SIGTERM, leave)

try:
    model = WhisperModel("small")
except KeyboardInterrupt:
    sys.exit(0)
except Exception as error:
    print(f"Failed to load: {error}")
    sys.exit(1)


def handler(job):
    return {"text": str(model.transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
