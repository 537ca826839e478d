import runpod


def handler(job):
    prompt = job["input"].get("prompt")
    if len(prompt) > 100:
        logger.warning("long prompt")  # expect RP008 on "logger"
    return {"prompt": prompt, "seed": [sed for seed in range(3)]}  # expect RP008 on "sed"


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
