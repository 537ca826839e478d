import runpod


def handler(job):
    if not job["input"].get("prompt"):
        return {"success": False}  # expect RP217 on "{\"success\": False}"
    return {"success": True}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
