import runpod


def handler(job):
    return {"ok": True}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler, "return_aggregate_stream": True})  # expect RP218 on "\"return_aggregate_stream\""
