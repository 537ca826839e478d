import runpod

REQUIRED = ("width", "height")


def handler(job):
    if "prompt" not in job["input"]:
        return {"error": "Give a prompt."}
    try:
        size = job["input"]["size"]
    except LookupError:
        size = 1
    data = job["input"]
    missing = [name for name in REQUIRED if name not in data]
    if missing:
        return {"error": f"Give {missing}."}
    data["seen"] = True
    options = {"steps": 1}
    options["steps"] += data["width"] * data["height"]
    return {"text": job["input"]["prompt"] * size, "steps": options["steps"]}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
