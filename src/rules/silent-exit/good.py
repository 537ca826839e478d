import logging
import os
import sys

import runpod
from faster_whisper import WhisperModel

model = None


def load_model(size):
    try:
        return WhisperModel(size)
    except ValueError as error:
        print(f"failed: {error}")
        sys.exit(1)
    except MemoryError as error:
        sys.exit(f"failed: {error}")
    except RuntimeError as error:
        print(f"failed: {error}", flush=True)
        os._exit(1)
    except Exception:
        logging.exception("failed")
        os._exit(1)


def handler(job):
    return {"text": str(model.transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    model = load_model("small")
    runpod.serverless.start({"handler": handler})
