import runpod


def handler(job):
    return {"ok": True}


runpod.serverless.start(handler)  # expect RP007 on "runpod.start"
