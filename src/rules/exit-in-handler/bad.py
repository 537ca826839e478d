import sys

import runpod


def check(options):
    if "prompt" not in options:
        sys.exit("No prompt")  # expect RP213 on "sys.exit(\"No prompt\")"


def handler(job):
    check(job["input"])
    try:
        return {"size": len(job["input"].get("prompt"))}
    except TypeError:
        sys.exit(1)  # expect RP213 on "sys.exit(1)"


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
