import sys

import runpod


def handler(job):
    return {"ok": True}


def serve():
    if "--check" in sys.argv:
        sys.exit(0)
    while True:
        if sys.stdin:
            break
    runpod.serverless.start({"handler": handler})


COMMANDS = {"serve": serve}

if __name__ == "__main__":
    COMMANDS["serve"]()
