"""Handlers that are made, wrapped, bound or chosen."""

import os

import runpod


def make_handler(name):
    def handler(job):
        return {"name": name, "input": job["input"]}

    return handler


class Service:
    def run(self, job):
        return {"ok": True}


def build(job=None):
    return Service().run


HANDLERS = {"made": make_handler("a"), "bound": Service().run}
config = {"handler": make_handler("b")}
config.update(HANDLERS)
extra = {"refresh_worker": True}

if os.environ.get("MODE") == "bound":
    runpod.serverless.start({"handler": Service().run, **extra})
elif os.environ.get("MODE") == "built":
    runpod.serverless.start({"handler": build()})
elif os.environ.get("MODE") == "spread":
    runpod.serverless.start({**config})
else:
    runpod.serverless.start(dict(handler=make_handler("c")))
