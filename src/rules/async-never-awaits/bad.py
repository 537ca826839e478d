import runpod


def infer(prompt):
    return prompt.upper()


async def handler(job):  # expect RP216 on "handler"
    return {"text": infer(job["input"].get("prompt"))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler, "concurrency_modifier": lambda current: 4})
