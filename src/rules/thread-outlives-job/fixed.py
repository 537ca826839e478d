import threading

import runpod


def process(job):
    print("working on", job["id"])


def handler(job):
    worker = threading.Thread(target=process, args=(job,))  # expect RP201 on "threading.Thread"
    worker.start()
    worker.join()
    return {"job_id": job["id"], "status": "queued"}


if __name__ == "__main__":
    runpod.serverless.start({"handler": handler})
