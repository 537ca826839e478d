import runpod
from faster_whisper import WhisperModel
from transformers import pipeline

whisper = None
aligner = None
summarizer = None


def load_models():
    global whisper, aligner, summarizer
    if summarizer is not None:  # expect RP112 on "whisper"
        return
    whisper = WhisperModel("small")
    aligner = pipeline("token-classification", model="a/b")
    summarizer = pipeline("summarization", model="c/d")


def handler(job):
    load_models()
    text = str(whisper.transcribe(job["input"].get("audio")))
    return {"words": str(aligner(text)), "summary": str(summarizer(text))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
