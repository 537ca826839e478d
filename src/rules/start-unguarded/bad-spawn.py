import multiprocessing as mp

import runpod

mp.set_start_method("spawn")


def handler(job):
    return {"ok": True}


# expect RP006 on "runpod.serverless.start"
runpod.serverless.start(
    {
        "handler": handler,
    }
)
