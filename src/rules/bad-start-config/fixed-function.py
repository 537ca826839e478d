import runpod


async def process(job):
    return {"ok": True}


runpod.serverless.start({"handler": process})  # expect RP002 on "process"
