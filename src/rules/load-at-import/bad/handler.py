import runpod

from service.predict import predict


def handler(job):
    return {"text": predict(job["input"].get("audio"))}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
