import runpod


def handler(job):
    return {"ok": True}


def cli():
    runpod.serverless.start({"handler": handler})
