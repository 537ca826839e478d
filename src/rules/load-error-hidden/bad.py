import runpod
from faster_whisper import WhisperModel

model = None


def load_model():
    global model
    try:
        model = WhisperModel("small")
    except Exception:  # expect RP106 on "except Exception"
        print("Model failed to load")
        return False
    return True


def handler(job):
    if model is None and not load_model():
        return {"error": "Model failed to load"}
    return {"text": str(model.transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
