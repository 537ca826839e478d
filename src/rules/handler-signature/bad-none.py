import runpod


async def answer():  # expect RP004 on "answer"
    return {"ok": True}


runpod.serverless.start({"handler": answer})
