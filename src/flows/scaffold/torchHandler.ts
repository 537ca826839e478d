// A PyTorch worker: a text model of Hugging Face, on the GPU where there is one.
import type { HandlerParts } from './handlerText';

export const torchHandler: HandlerParts = {
  about: 'continues a text with a model of Hugging Face.',
  input: '`text`',
  packages: ['import torch', 'from transformers import pipeline'],
  constants: 'MODEL_ID = "Qwen/Qwen2.5-0.5B-Instruct"\nMAX_TOKENS = 256',
  load: {
    state: 'MODEL',
    call: 'load_model',
    text: `MODEL = None


def load_model() -> None:
    """Load the model once; this is the slow part of a cold start."""
    global MODEL
    device = "cuda" if torch.cuda.is_available() else "cpu"
    MODEL = pipeline("text-generation", model=MODEL_ID, device=device)
    print(f"Model loaded on {device}", flush=True)
`,
  },
  check: `    text = job_input.get("text")
    if not isinstance(text, str) or not text:
        return {"error": "'text' must be a string."}
`,
  work: `    found = MODEL(text, max_new_tokens=MAX_TOKENS)
    return {"text": found[0]["generated_text"]}
`,
};
