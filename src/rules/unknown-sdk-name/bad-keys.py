import runpod


def handler(job):
    yield {"ok": True}


if __name__ == "__main__":
    runpod.serverless.start(
        {
            "handler": handler,
            # expect RP007 on "\"return_agregate_stream\""
            "return_agregate_stream": True,
            # expect RP007 on "\"startup_timeout\""
            "startup_timeout": 600,
        }
    )
