import runpod
from vllm import LLM, SamplingParams

llm = LLM(model="facebook/opt-125m")  # expect RP110 on "LLM(model=\"facebook/opt-125m\")"


def handler(job):
    return {"text": llm.generate(job["input"].get("prompt"), SamplingParams())[0].outputs[0].text}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
