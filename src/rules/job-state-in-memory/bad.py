import runpod

jobs = {}  # expect RP202 on "jobs"


def handler(job):
    options = job["input"]
    if options.get("action") == "status":
        return jobs.get(options.get("job_id"), {"status": "unknown"})
    jobs[job["id"]] = {"status": "done"}
    return {"job_id": job["id"]}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
