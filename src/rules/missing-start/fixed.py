"""A handler that was written, and never started."""

import runpod


def load_prompt(job):
    return job["input"].get("prompt", "")


def run_job(job):  # expect RP001 on "run_job"
    return {"prompt": load_prompt(job)}


if __name__ == "__main__":
    runpod.serverless.start({"handler": run_job})
