import sys
import runpod
from faster_whisper import WhisperModel

try:
    model = WhisperModel("small")
except Exception as error:
    print(f"Failed to load: {error}")
    sys.exit(1)  # expect RP109 on "quit()"


def handler(job):
    return {"text": str(model.transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
