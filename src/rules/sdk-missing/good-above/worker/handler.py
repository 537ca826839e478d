import runpod


def handler(job):
    return {"echo": job.get("input")}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
