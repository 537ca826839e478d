import runpod


def handler(job):
    return {"size": scale(job["input"].get("size"))}


def scale(size):
    return size * FACTOR


FACTOR = 2
runpod.serverless.start({"handler": handler})


def handler(job):
    """Never used: start() has the other one and does not return."""
    return report(job)


def report(job):
    return {"later": True}
