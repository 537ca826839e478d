import runpod


class Worker:
    def handle(self, job):
        return {"ok": True}


worker = Worker()
runpod.serverless.start({"handler": worker.handle})
