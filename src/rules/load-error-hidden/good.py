import logging
import traceback

import runpod
from faster_whisper import WhisperModel

logger = logging.getLogger(__name__)
model = None
spare = None
third = None
fourth = None
fifth = None


def load_fifth():
    global fifth
    try:
        fifth = WhisperModel("large-v3")
    except Exception:
        logger.exception("The fifth failed to load")
        raise


def fifth_is_ready():
    try:
        load_fifth()
        return True
    except Exception:
        return False


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
        try:
            load_models()
        except MemoryError:
            return {"error": "The machine ran out of memory"}
    if fifth is None and not fifth_is_ready():
        return {"error": "The fifth is not there"}
    return {"text": str(model), "more": [str(spare), str(third), str(fourth)]}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
