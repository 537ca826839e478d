import os

import runpod

MAX_TOKENS = 4096
TOKENIZER_NAME = "meta-llama/Llama-3.1-8B"
PLACEHOLDER = "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
EXAMPLE = "rpa_YOUR_KEY_GOES_HERE_0123456789_ABCDEFG"
runpod.api_key = os.environ.get("RUNPOD_API_KEY")


def handler(job):
    return {"tokens": MAX_TOKENS, "tokenizer": TOKENIZER_NAME}


runpod.serverless.start({"handler": handler})
