import runpod
from faster_whisper import WhisperModel

model = None


def get_model():
    global model
    if model is None:
        model = WhisperModel("small")
    return model


def handler(job):  # expect RP104 on "handler"
    segments, _ = get_model().transcribe(job["input"].get("audio"))
    return {"text": "".join(segment.text for segment in segments)}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
