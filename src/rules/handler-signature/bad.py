import runpod


def handler(job, context):  # expect RP004 on "handler"
    return {"ok": True}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
