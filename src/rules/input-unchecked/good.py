import runpod


def handler(job):
    if "prompt" not in job["input"]:
        return {"error": "Give a prompt."}
    try:
        size = job["input"]["size"]
    except KeyError:
        size = 1
    return {"text": job["input"]["prompt"] * size}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
