import runpod


def handler(job):
    return {"size": scale(job["input"].get("size"))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})  # expect RP005 on "runpod.serverless.start"


FACTOR = 2


def scale(size):
    return size * FACTOR
