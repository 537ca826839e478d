import runpod

MODELS = "/workspace/models"  # expect RP205 on "\"/workspace/models\""


def handler(job):
    return {"models": MODELS}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
