import runpod


def process(job):
    return {"ok": True}


# expect RP002 on "handler"
# expect RP008 on "handler"
runpod.serverless.start({"handler": handler})
