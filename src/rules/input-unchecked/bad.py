import runpod


def handler(job):
    text = job["input"]["prompt"]  # expect RP209 on "job[\"input\"][\"prompt\"]"
    data = job["input"]
    steps = data.get("steps", 20)
    if steps > 1:
        size = data['size']  # expect RP209 on "data['size']"
        data["seen"] = size
    return {"text": text.upper(), "steps": steps, "again": job["input"]["prompt"]}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
