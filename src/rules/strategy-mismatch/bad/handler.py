import runpod
from faster_whisper import WhisperModel

model = WhisperModel("small")


def run_job(job):  # expect RP104 on "run_job"
    segments, _ = model.transcribe(job["input"].get("audio"))
    return {"text": "".join(segment.text for segment in segments)}


if __name__ == "__main__":
    runpod.serverless.start({"handler": run_job})
