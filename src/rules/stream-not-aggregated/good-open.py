import runpod

OPTIONS = {"return_aggregate_stream": True}


def generate(job):
    yield {"word": job["input"].get("prompt")}


if __name__ == "__main__":
    runpod.serverless.start({"handler": generate, **OPTIONS})
