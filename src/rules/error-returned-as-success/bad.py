import runpod


def handler(job):
    try:
        return {"size": len(job["input"].get("prompt"))}
    except KeyError as error:
        return f"Missing: {error}"  # expect RP211 on "f\"Missing: {error}\""
    except Exception as error:
        return {"message": str(error)}  # expect RP211 on "{\"message\": str(error)}"


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
