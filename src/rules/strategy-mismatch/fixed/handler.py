import runpod
from faster_whisper import WhisperModel

model = None


def ensure_model_loaded():
    """Load the model once."""
    global model
    if model is None:
        model = WhisperModel("small")


def run_job(job):  # expect RP104 on "run_job"
    ensure_model_loaded()
    segments, _ = model.transcribe(job["input"].get("audio"))
    return {"text": "".join(segment.text for segment in segments)}


if __name__ == "__main__":
    runpod.serverless.start({"handler": run_job})
