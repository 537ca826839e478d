import tempfile

import runpod


def handler(job):
    folder = tempfile.mkdtemp()  # expect RP206 on "tempfile.mkdtemp"
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:  # expect RP206 on "tempfile.NamedTemporaryFile"
        file.write(job["input"].get("text").encode())
    # A blank line and a comment move along.

    return {"bytes": file.tell()}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
