import runpod


def words(prompt):
    for word in prompt.split():
        yield {"word": word}


def handler(job):
    if job["input"].get("upper"):
        return (word.upper() for word in job["input"].get("prompt").split())  # expect RP214 on "(word.upper() for word in job[\"input\"].get(\"prompt\").split())"
    found = words(job["input"].get("prompt"))
    return found  # expect RP214 on "found"


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
