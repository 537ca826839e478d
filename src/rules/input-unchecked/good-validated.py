import runpod
from runpod.serverless.utils.rp_validator import validate

SCHEMA = {"prompt": {"type": str, "required": True}}


def handler(job):
    checked = validate(job["input"], SCHEMA)
    if "errors" in checked:
        return {"error": str(checked["errors"])}
    return {"text": job["input"]["prompt"]}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
