import sys

import runpod


def handler(job):
    return {"ok": True}


if __name__ == "__main__":
    print("ready")
    sys.exit(0)
    runpod.serverless.start({"handler": handler})  # expect RP003 on "runpod.serverless.start"
