import functools

import runpod


def defaults(job, retries=3, *, verbose=False):
    return {"ok": True}


def anything(*args):
    return {"ok": True}


class Worker:
    def handle(self, job):
        return {"ok": True}


def with_model(model, job):
    return {"ok": model}


def choose(name):
    return {"a": defaults, "b": anything, "c": Worker().handle, "d": functools.partial(with_model, "m")}[name]


runpod.serverless.start({"handler": defaults})
