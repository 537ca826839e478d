import tempfile

import runpod

SCRATCH = tempfile.mkdtemp()


def handler(job):
    with tempfile.NamedTemporaryFile() as file:
        file.write(job["input"].get("text").encode())
        size = file.tell()
    return {"size": size, "scratch": SCRATCH}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
