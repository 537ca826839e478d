import runpod
from vllm import SamplingParams


def handler(job):
    return {"params": str(SamplingParams(temperature=0))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
