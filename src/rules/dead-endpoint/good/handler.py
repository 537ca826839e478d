import runpod


def handler(job):
    return {"ok": True}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
