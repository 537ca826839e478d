import runpod

cache = {}
pipelines = {}
results = {}


def handler(job):
    options = job["input"]
    key = options.get("prompt")
    if key in cache:
        return cache[key]
    name = options.get("model")
    if name not in pipelines:
        pipelines[name] = name.upper()
    results[job["id"]] = len(results)
    cache[key] = {"text": pipelines[name], "count": results[job["id"]]}
    return cache[key]


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
