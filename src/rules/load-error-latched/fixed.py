import runpod
from faster_whisper import WhisperModel

model = None
model_load_error = None


def initialize():
    global model, model_load_error
    try:
        model_load_error = None
        model = WhisperModel("small")
    except Exception as error:
        model_load_error = str(error)


def handler(job):
    if model is None:  # expect RP108 on "model_load_error is None"
        initialize()
    if model_load_error:
        return {"error": model_load_error}
    return {"text": str(model.transcribe(job["input"].get("audio")))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
