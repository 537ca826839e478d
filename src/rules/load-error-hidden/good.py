import logging
import traceback

import runpod
from faster_whisper import WhisperModel

logger = logging.getLogger(__name__)
model = None
spare = None
third = None
fourth = None


def load_models():
    global model, spare, third, fourth
    try:
        model = WhisperModel("small")
    except Exception as error:
        print(f"Model failed to load: {error}")
    try:
        spare = WhisperModel("tiny")
    except Exception:
        logger.exception("The spare failed to load")
    try:
        third = WhisperModel("base", device="cuda")
    except RuntimeError:
        third = WhisperModel("base", device="cpu")
    try:
        fourth = WhisperModel("medium")
    except Exception:
        traceback.print_exc()


def handler(job):
    if model is None:
        load_models()
    return {"text": str(model), "more": [str(spare), str(third), str(fourth)]}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
