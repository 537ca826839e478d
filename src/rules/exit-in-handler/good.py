import signal
import sys

import runpod


def leave(number, frame):
    sys.exit(0)


signal.signal(signal.SIGTERM, leave)


def handler(job):
    if "prompt" not in job["input"]:
        raise ValueError("No prompt")
    return {"size": len(job["input"].get("prompt"))}


def main():
    if len(sys.argv) > 3:
        sys.exit(2)
    runpod.serverless.start({"handler": handler})


if __name__ == "__main__":
    main()
