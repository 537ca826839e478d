import runpod


async def process(job):
    return {"ok": True}


runpod.serverless.start(process)  # expect RP002 on "process"
