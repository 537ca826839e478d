import runpod

OPTIONS = {"return_aggregate_stream": True}


def generate(job):
    yield {"word": job["input"]["prompt"]}


if __name__ == "__main__":
    runpod.serverless.start({"handler": generate, **OPTIONS})
