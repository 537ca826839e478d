import runpod


def handler(job):
    runpod.serverless.progress_update(job, "working")
    return {"ok": True}
