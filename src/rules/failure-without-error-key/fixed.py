import runpod


def handler(job):
    prompt = job["input"].get("prompt")
    if not prompt:
        return {"status": "error", "message": "No prompt", "error": "No prompt"}  # expect RP217 on "{\"status\": \"error\", \"message\": \"No prompt\"}"
    return {"status": "success", "text": prompt}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
