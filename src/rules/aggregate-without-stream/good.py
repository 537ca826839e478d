import runpod


def generate(job):
    for word in job["input"].get("prompt").split():
        yield {"word": word}


if __name__ == "__main__":
    runpod.serverless.start({"handler": generate, "return_aggregate_stream": True})
