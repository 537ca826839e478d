import runpod


def handler(job):
    return {"ok": True}


runpod.start(handler)  # expect RP007 on "runpod.start"
