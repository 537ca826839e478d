"""Runs one handler file per request, each in a forked child that cannot reach the network or start programs.

A request is one line of JSON on stdin: {"file", "fail", "jobs", "overlap"}; the answer is one line on stdout. The
handler runs as `__main__`; start() is recorded and hands the jobs to the SDK's own job code. Fork keeps the real SDK
imported, so that a run costs milliseconds.
"""

import asyncio
import base64
import glob
import io
import json
import os
import pathlib
import random
import re
import runpy
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import fakes
import runpod
from runpod.serverless.modules import rp_job

TIMEOUT_S = 20
WEIGHTS = re.compile(r"\.(?:safetensors|gguf|bin|pth?|onnx|ckpt|nemo)$|(?:^|/)(?:models?|weights|checkpoints?)(?:/|$)")


class Input(dict):
    """A job input that has a value for every key a handler insists on."""

    def __missing__(self, key):
        return f"sample {key}"


class WillingInput(Input):
    """A job input that has a fitting text for every key that is asked for without a value of its own."""

    def get(self, key, default=None):
        if key in self or default is not None:
            return super().get(key, default)
        if "url" in str(key):
            return f"https://example.com/{key}.png"
        return base64.b64encode(f"{self['*']} {key}..".encode()).decode().rstrip("=") if key != "errors" else None


def input_of(values):
    return WillingInput(values) if "*" in values else Input(values)


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


def variable(key):
    return "us-east-1" if key.endswith("REGION") else f"sample {key}"


class Program:
    """A program that was started, has said nothing and is still there; waited for, it ended well."""

    pid = 1
    returncode = 0

    def __init__(self, text):
        self.stdin = fakes.Fake("stdin")
        self.stdout, self.stderr = (io.StringIO(), io.StringIO()) if text else (io.BytesIO(), io.BytesIO())

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def poll(self):
        return None

    def wait(self, timeout=None):
        return 0

    def communicate(self, input=None, timeout=None):
        return self.stdout.getvalue(), self.stderr.getvalue()

    def terminate(self):
        pass

    kill = terminate

    def send_signal(self, number):
        pass


def answer_for_programs():
    """Programs are not started: the attempt is recorded, as that of a load is."""

    def started(name):
        def start(*args, **kwargs):
            fakes.record(name)
            return Program(kwargs.get("text") or kwargs.get("universal_newlines") or kwargs.get("encoding"))

        return start

    def run(*args, **kwargs):
        program = started("subprocess.run")(*args, **kwargs)
        return subprocess.CompletedProcess(args, 0, *program.communicate())

    subprocess.run = run
    subprocess.check_output = lambda *args, **kwargs: run(*args, **kwargs).stdout
    subprocess.call = subprocess.check_call = lambda *args, **kwargs: run(*args, **kwargs).returncode
    start = started("subprocess.Popen")

    class Popen(Program):
        def __new__(cls, *args, **kwargs):
            return start(*args, **kwargs)

    subprocess.Popen = Popen
    os.system = lambda command: run(command).returncode


def answer_for_weights():
    """Files of weights are taken for there, when a worker does not start without them."""

    def willing(ask):
        def answer(path, *args, **kwargs):
            found = ask(path, *args, **kwargs)
            return found or (WEIGHTS.search(str(path)) is not None and asked_by_worker())

        return answer

    for name in ("exists", "isfile", "isdir"):
        setattr(os.path, name, willing(getattr(os.path, name)))
    for name in ("exists", "is_file", "is_dir"):
        setattr(pathlib.Path, name, willing(getattr(pathlib.Path, name)))
    found = glob.glob
    glob.glob = lambda pattern, **kwargs: found(pattern, **kwargs) or (
        [pattern.replace("*", "model")] if WEIGHTS.search(pattern) else []
    )


def answer_for_folders(folder):
    """Folders outside of the worker's own are taken for there."""
    mkdir = os.mkdir

    def make(path, *args, **kwargs):
        if inside(folder, path):
            mkdir(path, *args, **kwargs)

    os.mkdir = make


LIBRARY = os.path.dirname(os.__file__)


def asked_by_worker():
    """Whether the worker's own code asks, and not a package for files and settings of its own."""
    frame = sys._getframe(1)
    while frame and standard(frame.f_code.co_filename):
        frame = frame.f_back
    return frame is not None and "site-packages" not in frame.f_code.co_filename


def standard(path):
    return path == __file__ or path.startswith(("<frozen", LIBRARY)) and "site-packages" not in path


def answer_for_any_variable(generous):
    """A worker that insists on a variable of its deployment gets one; one that only asks is told there is none, unless
    we are generous."""
    environ = type(os.environ)
    strict = environ.__getitem__

    def lenient(self, key):
        try:
            return strict(self, key)
        except KeyError:
            if not asked_by_worker():
                raise
            return variable(key)

    def get(self, key, default=None):
        try:
            return strict(self, key)
        except KeyError:
            return variable(key) if generous and default in (None, "") and asked_by_worker() else default

    environ.__getitem__, environ.get = lenient, get
    environ.__contains__ = lambda self, key: get(self, key) is not None


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


def answer_for_validation():
    """A schema gets what it asks for: sample values for what is missing, and nothing that it does not know."""
    from runpod.serverless.utils import rp_validator

    samples = {str: "sample", int: 1, float: 1.0, bool: False, list: ["sample"], dict: {}}

    def value(given, rules):
        kind = rules.get("type", str)
        kind = kind[0] if isinstance(kind, (tuple, list)) else kind
        if given is not None and isinstance(given, kind):
            return given
        return samples.get(kind, "sample") if rules.get("required") else rules.get("default")

    def validate(raw, schema):
        return {"validated_input": {key: value(raw.get(key), rules) for key, rules in schema.items()}}

    rp_validator.validate = validate


def answer_for_the_network():
    """Downloads give fakes, so that a handler gets as far as its model."""
    import urllib.request

    import requests
    from runpod.serverless.utils import rp_download

    def download(name):
        return lambda *args, **kwargs: fakes.Fake(f"{name}()")

    for name in ("get", "post", "head", "request"):
        setattr(requests, name, download(f"requests.{name}"))
    requests.Session.request = download("requests.Session.request")
    urllib.request.urlopen = download("urllib.request.urlopen")
    urllib.request.urlretrieve = download("urllib.request.urlretrieve")
    rp_download.download_files_from_urls = lambda job, urls: [f"{job}-{at}" for at, _ in enumerate(urls)]
    rp_download.file = lambda url: {"file_path": "file", "type": "png", "original_name": "file"}
    for module in (sys.modules.get("runpod.serverless.utils"), sys.modules.get("runpod.serverless.utils.rp_cleanup")):
        if hasattr(module, "download_files_from_urls"):
            module.download_files_from_urls = rp_download.download_files_from_urls


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
    folder = os.path.dirname(request["file"])
    os.chdir(folder)
    os.environ["HOME"] = os.environ["TMPDIR"] = tempfile.tempdir = folder
    answer_for_any_variable(request.get("generous", False))
    answer_for_the_network()
    answer_for_validation()
    answer_for_programs()
    answer_for_folders(folder)
    if request.get("generous", False):
        answer_for_weights()
    sys.argv = [request["file"]]
    sys.path.insert(0, os.path.dirname(request["file"]))
    sys.meta_path.append(fakes.FakeImporter(request.get("absent", ())))
    fakes.STATE["fail"] = request["fail"]
    runpod.serverless.start = start_for(request, answer)
    time.sleep = lambda seconds: None
    time.time = time.perf_counter = time.monotonic = lambda: 1_700_000_000.0
    os.urandom = bytes
    random.seed(0)
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
