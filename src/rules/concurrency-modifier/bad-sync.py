import runpod


def handler(job):
    return {"ok": True}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler, "concurrency_modifier": lambda current: 8})  # expect RP215 on "\"concurrency_modifier\""
