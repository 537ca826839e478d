from runpod import serverless


def process(job=None):
    return {"ok": True}


config = {"handler": process}  # expect RP002 on "process()"
serverless.start(config)
