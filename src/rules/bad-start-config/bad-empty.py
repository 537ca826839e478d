import runpod


def handler(job):
    return {"ok": True}


runpod.serverless.start({"return_aggregate_stream": True})  # expect RP002 on "{\"return_aggregate_stream\": True}"
