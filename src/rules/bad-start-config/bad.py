import runpod


def process(job):
    return {"ok": True}


if __name__ == "__main__":
    runpod.serverless.start({"Handler": process, "return_aggregate_stream": True})  # expect RP002 on "\"Handler\""
