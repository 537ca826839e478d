import runpod

from models import get_model, load_models

load_models()


def handler(job):
    return {"text": str(get_model().transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
