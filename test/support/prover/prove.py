"""Runs one handler file per request, each in a forked child that cannot reach the network or start programs.

A request is one line of JSON on stdin: {"file", "fail", "jobs", "overlap"}; the answer is one line on stdout. The
handler runs as `__main__`; start() is recorded and hands the jobs to the SDK's own job code. Fork keeps the real SDK
imported, so that a run costs milliseconds.
"""

import asyncio
import io
import json
import os
import runpy
import signal
import sys
import tempfile
import time
import traceback

import fakes
import runpod
from runpod.serverless.modules import rp_job

TIMEOUT_S = 20
WRITES = ("open",)


class Input(dict):
    """A job input that has a value for every key a handler insists on."""

    def __missing__(self, key):
        return f"sample {key}"


def fence(folder):
    """Refuse, for the rest of the process, what no handler under proof may do."""

    def audit(event, args):
        if event in ("socket.connect", "socket.getaddrinfo", "socket.bind"):
            raise PermissionError(f"{event} is not allowed here")
        if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.kill"):
            raise PermissionError(f"{event} is not allowed here")
        if event in ("shutil.rmtree", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.symlink", "os.chmod"):
            if not inside(folder, args[0]):
                raise PermissionError(f"{event} is not allowed here")
        if event == "open" and writes(args) and not inside(folder, args[0]):
            raise PermissionError(f"writing {args[0]} is not allowed here")

    sys.addaudithook(audit)


def writes(args):
    _, mode, flags = args
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR))


def inside(folder, path):
    if isinstance(path, int):
        return True
    full = os.path.realpath(os.fspath(path))
    if isinstance(full, bytes):
        full = os.fsdecode(full)
    return full.startswith(os.path.realpath(folder)) or full == os.devnull


def plain(value):
    """A value as JSON would show it, fakes by their paths."""
    return json.loads(json.dumps(value, default=str, sort_keys=True, skipkeys=True))


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
        jobs = [{"id": f"job-{number}", "input": Input(values)} for number, values in enumerate(request["jobs"])]
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
    folder = tempfile.mkdtemp(prefix="prove-")
    os.chdir(folder)
    os.environ["HOME"] = folder
    sys.argv = [request["file"]]
    sys.path.insert(0, os.path.dirname(request["file"]))
    sys.meta_path.append(fakes.FakeImporter(request.get("absent", ())))
    fakes.STATE["fail"] = request["fail"]
    runpod.serverless.start = start_for(request, answer)
    time.sleep = lambda seconds: None
    time.time = time.perf_counter = time.monotonic = lambda: 1_700_000_000.0
    stderr = sys.stderr = io.StringIO()
    sys.stdout = io.StringIO()
    fence(folder)
    try:
        runpy.run_path(request["file"], run_name="__main__")
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
    return answer


def serve():
    for line in sys.stdin:
        request = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            signal.alarm(TIMEOUT_S)
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
        print(text or json.dumps({"crashed": "timeout"}), flush=True)


serve()
