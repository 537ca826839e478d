"""Loads that are not the same every time, or happen once."""

import functools

import runpod
import torch
from diffusers import StableDiffusionPipeline
from faster_whisper import WhisperModel

whisper = None


def get_whisper():
    global whisper
    if whisper is None:
        whisper = WhisperModel("small")
    return whisper


@functools.lru_cache(maxsize=2)
def get_pipe(repo):
    return StableDiffusionPipeline.from_pretrained(repo)


def finetuned(path):
    return StableDiffusionPipeline.from_pretrained(path)


def handler(job):
    options = job["input"]
    pipe = get_pipe(options.get("repo"))
    pipe.load_lora_weights("/loras/style.safetensors")
    voice = torch.load("/voices/default.pt")
    other = finetuned(options.get("path"))
    try:
        text = get_whisper().transcribe(options["audio"])
    except RuntimeError:
        text = WhisperModel("small", device="cpu").transcribe(options["audio"])
    return {"text": str(text), "voice": str(voice), "other": str(other)}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
