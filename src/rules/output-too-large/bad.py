import base64

import runpod


def render(prompt):
    return f"/tmp/{len(prompt)}.mp4"


def handler(job):
    path = render(job["input"].get("prompt"))
    with open(path, "rb") as file:
        video = base64.b64encode(file.read()).decode("ascii")  # expect RP208 on "base64.b64encode"
    return {"video": video}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
