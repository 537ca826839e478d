import runpod


def with_defaults(options):
    return {"prompt": "", **options}


def handler(job):
    data = job["input"]
    data = with_defaults(data)
    if not job["input"].get("seed"):
        return {"text": data["prompt"]}
    return {"text": data["prompt"], "seed": job["input"]["seed"]}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
