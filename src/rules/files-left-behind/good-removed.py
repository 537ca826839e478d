import os
import tempfile

import runpod


def handler(job):
    handle, path = tempfile.mkstemp()
    try:
        os.write(handle, job["input"].get("text").encode())
        return {"size": os.path.getsize(path)}
    finally:
        os.close(handle)
        os.remove(path)


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
