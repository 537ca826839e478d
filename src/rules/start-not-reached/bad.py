import runpod


def handler(job):
    return {"ok": True}


def main():
    runpod.serverless.start({"handler": handler})  # expect RP003 on "runpod.serverless.start"
