import runpod


def handler(job):
    text = job["input"]["prompt"]  # expect RP209 on "job[\"input\"][\"prompt\"]"
    return {"text": text.upper(), "steps": job["input"].get("steps", 20)}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
