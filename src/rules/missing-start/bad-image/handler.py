from runpod.serverless.utils import rp_cleanup


async def predict(event):  # expect RP001 on "predict"
    rp_cleanup.clean(["/tmp/out"])
    return {"ok": True}
