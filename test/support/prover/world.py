"""The world a handler under proof runs in: no network, no programs, no files but its own; answers that are kind enough
for it to get as far as its model, and the same for the handler before and after.
"""

import argparse
import base64
import builtins
import functools
import glob
import io
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time

import fakes
from words import Word, ask, input_of, noted

WEIGHTS = re.compile(r"\.(?:safetensors|gguf|bin|pth?|onnx|ckpt|nemo)$|(?:^|/)(?:models?|weights|checkpoints?)(?:/|$)")
MEDIA = re.compile(r"\.(?:png|jpe?g|webp|mp[34]|wav|webm|flac|ogg|m4a|pdf|glb|ya?ml|json)$")
THERE = re.compile(f"{WEIGHTS.pattern}|{MEDIA.pattern}")
SHELL = re.compile(r"LC_|LANG|TZ$|TERM|PYTHON|NO_COLOR|COLUMNS")
LIBRARY = os.path.dirname(os.__file__)
HERE = os.path.dirname(__file__)
SYSTEM = tuple({"/usr/", "/lib", "/etc/", "/proc/", "/sys/", "/dev/", "/bin/", sys.prefix + "/", sys.base_prefix + "/"})


def inside(folder, path):
    if isinstance(path, int):
        return True
    full = os.path.realpath(os.fspath(path))
    if isinstance(full, bytes):
        full = os.fsdecode(full)
    return full.startswith(os.path.realpath(folder)) or full == os.devnull


def asked_by_worker():
    """Whether the worker's own code asks, and not a package for files and settings of its own."""
    frame = sys._getframe(1)
    while frame and standard(frame.f_code.co_filename):
        frame = frame.f_back
    return frame is not None and "site-packages" not in frame.f_code.co_filename


def standard(path):
    return path.startswith((HERE, "<frozen", LIBRARY)) and "site-packages" not in path


def is_folder(path):
    try:
        return stat.S_ISDIR(real_stat(path).st_mode)
    except (OSError, ValueError):
        return False


real_stat = os.stat


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
        # A folder is opened so to make a temporary file in it, of which we hear next.
        if event == "open" and writes(args) and not inside(folder, args[0]) and not is_folder(args[0]):
            raise PermissionError(f"writing {args[0]} is not allowed here")

    sys.addaudithook(audit)


def writes(args):
    _, mode, flags = args
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR))


def answer_for_clocks():
    time.sleep = lambda seconds: None
    time.time = time.perf_counter = time.monotonic = lambda: 1_700_000_000.0
    os.urandom = random._urandom = bytes
    random.seed(0)
    tempfile._name_sequence = (f"{number:08}" for number in itertools.count())


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
    """Files of weights, pictures and sounds are taken for there, when a worker does not start without them."""

    def willing(ask):
        def answer(path, *args, **kwargs):
            found = ask(path, *args, **kwargs)
            return found or (THERE.search(str(path)) is not None and asked_by_worker())

        return answer

    for name in ("exists", "isfile", "isdir"):
        setattr(os.path, name, willing(getattr(os.path, name)))
    for name in ("exists", "is_file", "is_dir"):
        setattr(pathlib.Path, name, willing(getattr(pathlib.Path, name)))
    found = glob.glob
    glob.glob = lambda pattern, **kwargs: found(pattern, **kwargs) or (
        [pattern.replace("*", "model")] if WEIGHTS.search(pattern) else []
    )


def answer_for_files(elsewhere, generous):
    """Files and folders that are not there are made elsewhere, under the same path; what is not there can be read, when
    we are generous, and holds whatever it should."""
    lexists, makedirs = os.path.lexists, os.makedirs

    def placed(path):
        if not isinstance(path, (str, bytes, os.PathLike)):
            return path
        full = os.path.abspath(os.fsdecode(path))
        if full.startswith((*SYSTEM, elsewhere)) or lexists(full):
            return path
        makedirs(os.path.dirname(elsewhere + full), exist_ok=True)
        return elsewhere + full

    def placing(ask, paths):
        def call(*args, **kwargs):
            if kwargs.get("dir_fd") is not None:
                return ask(*args, **kwargs)
            return ask(*(placed(arg) if at < paths else arg for at, arg in enumerate(args)), **kwargs)

        return call

    really_open = io.open

    def opened(path, mode="r", *args, **kwargs):
        reads = not any(letter in mode for letter in "wax+")
        if reads and generous and not isinstance(path, int) and asked_by_worker() and not lexists(placed(path)):
            return fakes.Fake("open()")
        return kind(really_open(placed(path), mode, *args, **kwargs))

    io.open = builtins.open = opened
    lexists = lambda path: missing(real_stat, path) is None
    for name in ("open", "mkdir", "stat", "lstat", "listdir", "scandir", "remove", "unlink", "rmdir", "chmod", "access"):
        setattr(os, name, placing(getattr(os, name), 1))
    for name in ("rename", "replace", "link", "symlink"):
        setattr(os, name, placing(getattr(os, name), 2))
    listed = os.listdir
    os.listdir = lambda path=".": listed(path) if lexists(placed(path)) or not generous else ["model.gguf"]
    shutil.rmtree = placing(shutil.rmtree, 1)
    if generous:
        for name in ("copytree", "copy", "copy2", "copyfile", "move"):
            setattr(shutil, name, copying(getattr(shutil, name), lexists))
    chdir = os.chdir

    def enter(path):
        makedirs(placed(path), exist_ok=True)
        chdir(placed(path))

    os.chdir = enter


def copying(ask, lexists):
    """What is not there is copied all the same: nothing comes of it."""

    def copy(source, target, *args, **kwargs):
        return ask(source, target, *args, **kwargs) if lexists(source) else target

    return copy


def missing(ask, path):
    try:
        ask(path, follow_symlinks=False)
    except (OSError, ValueError) as error:
        return error


class KindText(io.TextIOWrapper):
    def write(self, data):
        return super().write(data if isinstance(data, str) else str(data))


class KindWriter(io.BufferedWriter):
    def write(self, data):
        return super().write(bytes_of(data))


class KindBytes(io.BytesIO):
    def __init__(self, initial=b""):
        super().__init__(bytes_of(initial))

    def write(self, data):
        return super().write(bytes_of(data))


def bytes_of(data):
    return str(data).encode() if isinstance(data, fakes.Fake) else data


def kind(file):
    """The same file, which takes a fake for data."""
    if type(file) is io.BufferedWriter:
        return KindWriter(file.detach())
    if type(file) is io.TextIOWrapper and file.writable():
        encoding = file.encoding
        return KindText(file.detach(), encoding=encoding, write_through=True)
    return file


def answer_for_data(document):
    """What turns data into other data takes a fake as well; JSON of unknown content is the document, if there is one."""
    io.BytesIO = KindBytes

    def forgiving(module, name, answer):
        real = getattr(module, name)

        def call(data=b"", *args, **kwargs):
            return answer if isinstance(data, fakes.Fake) else real(data, *args, **kwargs)

        setattr(module, name, call)

    for name in ("dump", "dumps"):
        setattr(json, name, functools.partial(getattr(json, name), default=str))
    for name in ("load", "loads"):
        forgiving(json, name, document or fakes.Fake(f"json.{name}()"))
    if document:
        json.loads = or_else(json.loads, document)
    for name in ("b64encode", "b64decode", "urlsafe_b64encode", "standard_b64encode"):
        forgiving(base64, name, b"ZmFrZQ==")
    parse, plain = argparse.ArgumentParser.parse_known_args, argparse.Namespace

    def parsed(self, args=None, namespace=None):
        # A parser asks its namespace what is missing: it gets one that knows.
        found, rest = parse(self, args, namespace or plain())
        found.__class__ = Options
        return found, rest

    argparse.ArgumentParser.parse_known_args = parsed
    argparse.Namespace = Options
    seed = random.seed
    random.seed = lambda given=None, *args: seed(None if given is None else str(given))
    attribute = builtins.getattr
    builtins.getattr = lambda owner, name, *default: (
        fakes.Fake("getattr()") if isinstance(name, fakes.Fake) else attribute(owner, name, *default)
    )
    for name in ("sub", "split", "match", "search", "findall", "fullmatch"):
        setattr(re, name, on_text(getattr(re, name), 2 if name == "sub" else 1))


def or_else(ask, answer):
    def call(*args, **kwargs):
        try:
            return ask(*args, **kwargs)
        except ValueError:
            return answer

    return call


class Options(argparse.Namespace):
    """With every option that some other file of the worker would have declared."""

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return fakes.Fake(f"options.{name}")


def on_text(ask, at):
    def call(*args, **kwargs):
        return ask(*(str(arg) if place == at and isinstance(arg, fakes.Fake) else arg for place, arg in enumerate(args)), **kwargs)

    return call


def variable(key):
    ask(f"${key}")
    if key.endswith("REGION"):
        return "us-east-1"
    word = Word(f"/models/{key}" if re.search(r"(?:PATH|DIR|FILE)$", key) else f"sample/{key}")
    word.key = f"${key}"
    return word


def answer_for_any_variable(generous, noting):
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
            if SHELL.match(key) or not asked_by_worker():
                return default
            ask(f"${key}")
            if generous and default in (None, ""):
                return variable(key)
            return noted(default, f"${key}") if noting and type(default) is str else default

    environ.__getitem__, environ.get = lenient, get
    environ.__contains__ = lambda self, key: get(self, key) is not None


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


# Whatever a worker looks for in it.
KINDS = "image/png, image/jpeg, audio/wav, video/mp4, application/pdf"


class Download(fakes.Fake):
    """What came over the network: some bytes."""

    status_code = status = 200
    ok = True
    content = fakes.BYTES
    text = "sample"

    def __init__(self, path):
        super().__init__(path)
        object.__setattr__(self, "_body", io.BytesIO(self.content))
        object.__setattr__(self, "headers", {"Content-Type": KINDS, "Content-Length": "6"})

    def read(self, size=-1):
        return self._body.read(size)

    def iter_content(self, *args, **kwargs):
        return iter([self.content])

    def getcode(self):
        return 200


def answer_for_the_network():
    """Downloads give sample bytes, so that a handler gets as far as its model."""
    import urllib.request

    import requests
    from runpod.serverless.utils import rp_download

    def download(name):
        return lambda *args, **kwargs: Download(f"{name}()")

    for name in ("get", "post", "put", "head", "request"):
        setattr(requests, name, download(f"requests.{name}"))
    requests.Session.request = download("requests.Session.request")
    urllib.request.urlopen = download("urllib.request.urlopen")

    def retrieve(url, filename=None, *args, **kwargs):
        if filename:
            with io.open(filename, "wb") as file:
                file.write(fakes.BYTES)
        return filename or "sample", {}

    urllib.request.urlretrieve = retrieve
    rp_download.download_files_from_urls = lambda job, urls: [f"{job}-{at}" for at, _ in enumerate(urls)]
    rp_download.file = lambda url: {"file_path": "file", "type": "png", "original_name": "file"}
    for module in (sys.modules.get("runpod.serverless.utils"), sys.modules.get("runpod.serverless.utils.rp_cleanup")):
        if hasattr(module, "download_files_from_urls"):
            module.download_files_from_urls = rp_download.download_files_from_urls


def set_up(folder, elsewhere, request):
    generous, noting = request.get("generous", False), request.get("explore", False)
    os.chdir(folder)
    os.environ["HOME"] = os.environ["TMPDIR"] = tempfile.tempdir = "/tmp/worker"
    os.environ.update(RUNPOD_ENDPOINT_ID="endpoint", RUNPOD_POD_ID="worker")
    os.environ.update(request.get("env", {}))
    answer_for_any_variable(generous, noting)
    answer_for_the_network()
    answer_for_validation()
    answer_for_programs()
    answer_for_data(request.get("document") and input_of(request["document"]))
    answer_for_files(elsewhere, generous)
    if generous:
        answer_for_weights()
    answer_for_clocks()
    os.makedirs(tempfile.tempdir)
    fence(folder)
