import runpod
from runpod.serverless.utils import rp_cleanup, rp_download
from runpod.serverless.utils.rp_validator import validate

runpod.api_key = "set elsewhere"


def handler(job):
    checked = validate(job["input"], {})
    runpod.serverless.progress_update(job, "working")
    endpoint = runpod.Endpoint("abc")
    pods = runpod.get_pods()
    rp_download.download_files_from_urls(job["id"], [])
    rp_cleanup.clean()
    return {"checked": checked, "endpoint": str(endpoint), "pods": pods}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler, "refresh_worker": False})
