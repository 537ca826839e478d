// A PyTorch worker: a text model of Hugging Face, on the GPU where there is one.
import type { Loading } from './workerKinds';

export function torchHandler(loading: Loading): string {
  const isLazy = loading === 'lazy';
  return `"""NAME: continues a text with a model of Hugging Face."""

from typing import Any

import runpod
import torch
from transformers import pipeline

MODEL_ID = "Qwen/Qwen2.5-0.5B-Instruct"
MAX_TOKENS = 256

MODEL = None


def load_model() -> None:
    """Load the model once; this is the slow part of a cold start."""
    global MODEL
    device = "cuda" if torch.cuda.is_available() else "cpu"
    MODEL = pipeline("text-generation", model=MODEL_ID, device=device)
    print(f"Model loaded on {device}", flush=True)


def handler(job: dict[str, Any]) -> dict[str, Any]:
    """Answer one job. Input: \`text\`; or \`ping\`."""
    job_input = job.get("input")
    if not isinstance(job_input, dict):
        return {"error": "'input' must be an object."}
    if job_input.get("ping"):
        return {"pong": True}
    text = job_input.get("text")
    if not isinstance(text, str) or not text:
        return {"error": "'text' must be a string."}
${isLazy ? '    if MODEL is None:\n        load_model()\n' : ''}    found = MODEL(text, max_new_tokens=MAX_TOKENS)
    return {"text": found[0]["generated_text"]}


if __name__ == "__main__":
${isLazy ? '' : '    load_model()\n'}    runpod.serverless.start({"handler": handler})
`;
}
