import runpod


def handler(job):
    if "prompt" not in job["input"]:
        return {"error": "The input has no prompt."}
    text = job["input"]["prompt"]  # expect RP209 on "job[\"input\"][\"prompt\"]"
    data = job["input"]
    steps = data.get("steps", 20)
    if steps > 1:
        if 'size' not in data:
            return {'error': 'The input has no size.'}
        size = data['size']  # expect RP209 on "data['size']"
        data["seen"] = size
    return {"text": text.upper(), "steps": steps, "again": job["input"]["prompt"]}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
