from __future__ import annotations

import runpod

try:
    profile = profile
except NameError:
    profile = print


def handler(job: Job) -> Result:
    global cache
    if "cache" not in dir():
        cache = {}
    squares = [n * n for n in range(3) if (last := n) >= 0]
    return {"squares": squares, "last": last, "file": __file__, "name": __name__, "cache": cache}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
