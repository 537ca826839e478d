"""Runs a worker's file as `python file.py` would, up to runpod.serverless.start(), and tells what happened on the way.

Started as `python -X importtime -c <this text> <options as JSON>`. It uses the standard library only, changes nothing of
what the worker's own code sees, and tells everything at once, so that a process that dies has told all up to there:
each event is one line on the standard error, behind a mark that the caller chose.
"""

import functools
import importlib.abc
import importlib.util
import io
import json
import os
import sys
import threading
import time
import traceback

options = json.loads(sys.argv[1])
root = os.path.realpath(options["root"])
library = os.path.dirname(os.path.realpath(os.__file__))
first_main = sys.modules["__main__"]  # Kept: what is defined here lives in it.
began = time.monotonic()
speak = os.write
leave = os._exit
starting_pid = os.getpid()
most_text = 4000


def tell(kind, **facts):
    """One event; in a child process nothing is told, because it is not the worker."""
    if os.getpid() != starting_pid:
        return
    event = {"kind": kind, "at": round(time.monotonic() - began, 3), **facts}
    line = options["mark"] + json.dumps(event) + "\n"
    speak(2, line.encode("utf-8", "replace"))


def is_own(path):
    """Whether a file is the worker's own and not a package that happens to be installed below its folder."""
    real = os.path.realpath(path)
    if path.startswith("<") or real.startswith(library) or not real.startswith(root.rstrip(os.sep) + os.sep):
        return False
    return "site-packages" not in real and "dist-packages" not in real


def place(frames):
    """The worker's own frames, outermost first, paths from the worker's folder."""
    own = [frame for frame in frames if is_own(frame.filename)]
    return [
        {
            "path": os.path.relpath(os.path.realpath(frame.filename), root),
            "line": frame.lineno or 1,
            "name": frame.name,
            "text": (frame.line or "")[:200],
        }
        for frame in own[-12:]
    ]


def here():
    return place(traceback.extract_stack())


def in_handler_file(frames):
    main = getattr(sys.modules.get("__main__"), "__file__", None)
    return bool(frames and main) and os.path.join(root, frames[-1]["path"]) == os.path.realpath(main)


# Output that waits in a buffer -----------------------------------------------------------------------------------------


class Raw(io.RawIOBase):
    """The standard output, telling how much really left the process."""

    def __init__(self, descriptor):
        self.descriptor = descriptor

    def writable(self):
        return True

    def fileno(self):
        return self.descriptor

    def write(self, data):
        count = speak(self.descriptor, data)
        tell("flushed", bytes=count)
        return count


class Watched(io.TextIOWrapper):
    """Buffers as Python's own standard output does, telling what was handed to it."""

    def write(self, text):
        if isinstance(text, str):
            tell("printed", bytes=len(text.encode("utf-8", "replace")), text=text[-most_text:])
        return super().write(text)


def watch_output():
    if os.environ.get("PYTHONUNBUFFERED"):
        return
    sys.stdout.flush()
    sys.stdout = Watched(io.BufferedWriter(Raw(1), 8192), encoding="utf-8", errors="replace")


# Loads -----------------------------------------------------------------------------------------------------------------

# By module: what to wrap in it once it was imported, and whether that is a load or a use of the GPU.
watched_calls = {
    "torch.serialization": [("load", "model")],
    "torch.jit._serialization": [("load", "model")],
    "torch.cuda": [("_lazy_init", "gpu")],
    "torch.nn.modules.module": [("Module.cuda", "gpu")],
    "transformers.modeling_utils": [("PreTrainedModel.from_pretrained", "model")],
    "transformers.models.auto.auto_factory": [("_BaseAutoModelClass.from_pretrained", "model")],
    "transformers.pipelines": [("pipeline", "model")],
    "diffusers.pipelines.pipeline_utils": [("DiffusionPipeline.from_pretrained", "model")],
    "diffusers.models.modeling_utils": [("ModelMixin.from_pretrained", "model")],
    "vllm.entrypoints.llm": [("LLM.__init__", "model")],
    "vllm.engine.async_llm_engine": [("AsyncLLMEngine.from_engine_args", "model")],
    "vllm.v1.engine.async_llm": [("AsyncLLM.from_engine_args", "model")],
    "onnxruntime.capi.onnxruntime_inference_collection": [("InferenceSession.__init__", "model")],
    "joblib.numpy_pickle": [("load", "model")],
    "faster_whisper.transcribe": [("WhisperModel.__init__", "model")],
    "whisper": [("load_model", "model")],
    "sentence_transformers.SentenceTransformer": [("SentenceTransformer.__init__", "model")],
    "llama_cpp.llama": [("Llama.__init__", "model")],
    "ultralytics.engine.model": [("Model.__init__", "model")],
    "tensorflow.python.keras.saving.save": [("load_model", "model")],
}
inside = threading.local()


def watched(function, name, what):
    @functools.wraps(function)
    def call(*args, **keywords):
        depth = getattr(inside, "depth", 0)
        frames = here() if depth == 0 else []
        if not frames or os.getpid() != starting_pid:
            return function(*args, **keywords)
        inside.depth = depth + 1
        start = time.monotonic()
        failed = True
        tell("loading", name=name, what=what, frames=frames, own=in_handler_file(frames))
        try:
            result = function(*args, **keywords)
            failed = False
            return result
        finally:
            inside.depth = depth
            tell("loaded", seconds=round(time.monotonic() - start, 3), failed=failed)

    return call


def wrap(module, dotted, what):
    *owners, last = dotted.split(".")
    owner = functools.reduce(getattr, owners, module)
    raw = vars(owner).get(last)
    named = owners[-1].lstrip("_") if owners else module.__name__.split(".")[0]
    name = named if last == "__init__" else f"{named}.{last.lstrip('_')}"
    if isinstance(raw, classmethod):
        setattr(owner, last, classmethod(watched(raw.__func__, name, what)))
    elif callable(raw):
        setattr(owner, last, watched(raw, name, what))


class Finder(importlib.abc.MetaPathFinder):
    """Stands before the others to be told when one of the modules above was imported; finds nothing by itself."""

    def find_spec(self, name, path, target=None):
        if name != "runpod.serverless" and name not in watched_calls:
            return None
        for finder in sys.meta_path:
            found = None if finder is self or not hasattr(finder, "find_spec") else finder.find_spec(name, path, target)
            if found is not None:
                if found.loader is not None and hasattr(found.loader, "exec_module"):
                    self.follow(found.loader, name)
                return found
        return None

    def follow(self, loader, name):
        run = loader.exec_module

        def exec_module(module):
            run(module)
            try:
                if name == "runpod.serverless":
                    module.start = started
                for dotted, what in watched_calls.get(name, []):
                    wrap(module, dotted, what)
            except Exception as problem:  # A library that looks different is a library without a hook.
                tell("unhooked", module=name, problem=repr(problem)[:200])

        loader.exec_module = exec_module


# What else may happen --------------------------------------------------------------------------------------------------


def started(config=None, *rest, **keywords):
    """Stands for runpod.serverless.start: the worker came as far as it should."""
    config = keywords.get("config", config)
    handler = config.get("handler") if isinstance(config, dict) else None
    tell(
        "start",
        frames=here(),
        handler=getattr(handler, "__name__", type(handler).__name__) if handler is not None else None,
        callable=callable(handler),
    )
    finish(0)


def finish(code):
    """Ends at once: threads that are still busy would hold the process."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    leave(code)


def watch_threads():
    start = threading.Thread.start

    @functools.wraps(start)
    def begin(thread):
        stack = traceback.extract_stack()[:-1]
        frames = place(stack)
        # The frame that called start(): only what the worker's own code starts is told, not what libraries start.
        outer = [frame for frame in stack if frame.filename != threading.__file__]
        if frames and outer and is_own(outer[-1].filename):
            target = getattr(thread, "_target", None)
            label = getattr(target, "__qualname__", type(thread).__name__)
            tell("thread", name=label, daemon=thread.daemon, frames=frames)
        return start(thread)

    threading.Thread.start = begin


def watch_exit():
    def hard(code):
        if os.getpid() == starting_pid:
            tell("exit", code=code, how="os._exit", frames=here(), cause=told(sys.exc_info()[1]))
        leave(code)

    os._exit = hard


def watch_time():
    """Tells where the worker is shortly before the caller's patience ends."""

    def look():
        time.sleep(max(options["seconds"] - 0.7, 0.1))
        frame = sys._current_frames().get(threading.main_thread().ident)
        tell("stuck", frames=place(traceback.extract_stack(frame)) if frame else [])

    threading.Thread(target=look, daemon=True).start()


def told(error):
    """An exception in words, with the worker's own frames."""
    if error is None:
        return None
    frames = place(traceback.extract_tb(error.__traceback__))
    if isinstance(error, SyntaxError) and error.filename and is_own(error.filename):
        path = os.path.relpath(os.path.realpath(error.filename), root)
        text = (error.text or "").strip()[:200]
        frames.append({"path": path, "line": error.lineno or 1, "name": "<module>", "text": text})
    return {"type": type(error).__name__, "message": str(error)[:most_text], "frames": frames}


def run_script(path):
    script = os.path.join(os.getcwd(), path)
    sys.path[0] = os.path.dirname(script)
    sys.argv = [script, *options["args"]]
    main = type(sys)("__main__")
    main.__file__ = script
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main
    tell("begin")
    with open(script, "rb") as file:
        code = compile(file.read(), script, "exec")
    exec(code, main.__dict__)


def run_module(name):
    import runpy

    sys.path[0] = os.getcwd()
    sys.argv = [name, *options["args"]]
    tell("begin")
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def run():
    os.chdir(options.get("workdir", root))
    sys.meta_path.insert(0, Finder())
    watch_time()
    watch_threads()
    watch_exit()
    watch_output()
    try:
        if "module" in options:
            run_module(options["module"])
        else:
            run_script(options["script"])
        tell("ended")
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
        frames = place(traceback.extract_tb(leaving.__traceback__))
        tell("exit", code=code, how="sys.exit", frames=frames, cause=told(leaving.__context__))
        raise
    except BaseException as error:
        tell("failed", **told(error))
        # As Python would, without the frames of this file.
        sys.excepthook(type(error), error, error.__traceback__.tb_next)
        sys.exit(1)


run()
