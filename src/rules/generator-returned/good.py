import runpod


def words(prompt):
    for word in prompt.split():
        yield {"word": word}


def collect(prompt):
    return list(words(prompt))


def handler(job):
    first = next(words(job["input"].get("prompt")))
    return {"first": first, "all": collect(job["input"].get("prompt")), "count": sum(1 for _ in words("a b"))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
