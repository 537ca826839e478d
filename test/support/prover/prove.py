"""Runs one handler file per request, each in a forked child that cannot reach the network or start programs.

A request is one line of JSON on stdin, the answer one on stdout: `RunRequest` and `RunResult` in prover.ts. The handler
runs as `__main__`; start() is recorded and hands the jobs to the SDK's own job code. Fork keeps the real SDK imported,
so that a run costs milliseconds.
"""

import asyncio
import io
import json
import math
import os
import shutil
import signal
import sys
import traceback

import fakes
import runpod
import stubs
import world
from runpod.serverless.modules import rp_job
from words import ASKED, input_of, learn_choices

TIMEOUT_S = 8
EXPLORING_S = 3


def plain(value):
    """A value as JSON would show it, fakes by their paths."""
    return finite(json.loads(json.dumps(value, default=str, sort_keys=True, skipkeys=True)))


def finite(value):
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [finite(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


async def run_one(config, job):
    handler = config["handler"]
    if rp_job.is_generator(handler):
        return {"stream": [plain(part) async for part in rp_job.run_job_generator(handler, job)]}
    return plain(await rp_job.run_job(handler, job))


def start_for(request, answer):
    async def run_all(config):
        modifier = config.get("concurrency_modifier")
        if modifier:
            answer["concurrency"] = plain(modifier(1))
        jobs = [{"id": f"job-{number}", "input": input_of(values)} for number, values in enumerate(request["jobs"])]
        if request["overlap"]:
            fakes.STATE["phase"] = "overlap"
            answer["outputs"] = await asyncio.gather(*(run_one(config, job) for job in jobs))
            return
        for number, job in enumerate(jobs):
            fakes.STATE["phase"] = f"job {number}"
            answer["outputs"].append(await run_one(config, job))

    def start(config):
        answer["started"] = True
        asyncio.run(run_all(config))

    return start


def run(request):
    answer = {"started": False, "outputs": [], "exit": 0, "error": None}
    file = request["file"]
    folder = os.path.dirname(file)
    sys.argv = [file]
    sys.path[:0] = [folder, *request.get("roots", ())]
    fakes.take_over(request.get("absent", ()))
    fakes.STATE["fail"] = request["fail"]
    runpod.serverless.start = start_for(request, answer)
    stderr = sys.stderr = io.StringIO()
    sys.stdout = io.StringIO()
    if any("choose" in values for values in request["jobs"]):
        learn_choices(stubs.tree_of(file))
    run_file = stubs.set_up(folder, request.get("stubs", ()))
    world.set_up(folder, elsewhere(request, os.getpid()), request)
    if request.get("watch") or request.get("explore"):
        stubs.note_steps(folder, request.get("explore", False))
    try:
        run_file(file)
    except SystemExit as leaving:
        code = leaving.code
        answer["exit"] = 0 if code is None else code if isinstance(code, int) else 1
        if code is not None and not isinstance(code, int):
            print(code, file=stderr)
    except BaseException:
        answer["exit"] = 1
        traceback.print_exc()
    answer["stderr"] = stderr.getvalue()[-4000:]
    answer["calls"] = fakes.CALLS
    answer["failed"] = fakes.STATE["failed"]
    answer["raised"] = stubs.RAISED
    answer["asked"] = ASKED
    answer["lines"] = len(stubs.LINES)
    answer["faked"] = sorted(fakes.IMPORTED)
    answer["real"] = sorted(stubs.installed(folder) - fakes.IMPORTED)
    return answer


def elsewhere(request, pid):
    return os.path.join(os.path.realpath(os.path.dirname(request["file"])), f".elsewhere-{pid}")


def serve():
    for line in sys.stdin:
        request = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            signal.alarm(EXPLORING_S if request.get("explore") else TIMEOUT_S)
            try:
                text = json.dumps(run(request), default=str)
            except BaseException as error:
                text = json.dumps({"crashed": repr(error)})
            with os.fdopen(writer, "w") as out:
                out.write(text)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as source:
            text = source.read()
        os.waitpid(child, 0)
        shutil.rmtree(elsewhere(request, child), ignore_errors=True)
        print(text or json.dumps({"crashed": "timeout"}), flush=True)


serve()
