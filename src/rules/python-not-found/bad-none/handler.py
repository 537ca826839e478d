import runpod  # expect RP503 on "import runpod"


def handler(job):
    return {"echo": job.get("input")}


runpod.serverless.start({"handler": handler})
