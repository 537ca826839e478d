import runpod
from vllm import LLM, SamplingParams

llm = None


def handler(job):
    return {"text": llm.generate(job["input"].get("prompt"), SamplingParams())[0].outputs[0].text}


if __name__ == "__main__":
    llm = LLM(model="facebook/opt-125m")
    runpod.serverless.start({"handler": handler})
