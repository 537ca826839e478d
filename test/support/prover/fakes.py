"""Stand-ins for every module that is not installed: they record the calls made of them and answer anything.

A fake knows its dotted path, as a reader of the source would write it: `transformers.pipeline`. Calls are noted in
`CALLS` with the phase they happened in; one of them can be told to fail.
"""

import abc
import dis
import functools
import importlib.abc
import importlib.machinery
import itertools
import re
import sys
import types

from words import Word, agreeing_with

CALLS = []
# Enough of them for a file that somebody sent.
BYTES = b"sample " * 64
# Top-level names of the modules that are fakes.
IMPORTED = set()
STATE = {"phase": "startup", "fail": None, "failed": False}


class LoadFailed(Exception):
    """What a call that was told to fail raises."""


def record(path):
    seen = sum(1 for call in CALLS if call["path"] == path)
    CALLS.append({"path": path, "phase": STATE["phase"]})
    if STATE["fail"] == [path, seen] and not STATE["failed"]:
        STATE["failed"] = True
        raise LoadFailed(f"{path} was told to fail")


class Inherited(abc.ABCMeta):
    """Class methods that a fake would have given: `MyPipeline.from_pretrained`."""

    def __getattr__(cls, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return Fake(f"{cls.__name__}.{name}")


class Base(metaclass=Inherited):
    """What a class gets that inherits from a fake."""

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__()

    def __init__(self, *args, **kwargs):
        record(f"{type(self).__name__}()")

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Fake(f"{type(self).__name__}.{name}")


@functools.cache
def unpacked(code, at):
    """The names that the code unpacks into there; none when it does something else."""
    steps = iter(dis.get_instructions(code))
    found = next((step for step in steps if step.offset >= at), None)
    if found is None or found.opname != "UNPACK_SEQUENCE":
        return None
    return [step.argval if step.opname.startswith("STORE") else None for step in itertools.islice(steps, found.arg)]


NO_ERROR = re.compile("err(?:or|ors|_msg|_message)?$|.*_err(?:or)?$")


class Failure(Exception):
    """An exception of a library, whatever it is told."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args)
        self.__dict__.update(kwargs)


class Kind(type):
    """The type of fakes has whatever name a worker expects."""

    @property
    def __name__(cls):
        word = Word("Fake")
        word.agreeing = agreeing_with(0)
        return word


class Fake(metaclass=Kind):
    def __init__(self, path):
        object.__setattr__(self, "_path", path)

    def __repr__(self):
        return f"<{self._path}>"

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name.endswith(("Error", "Exception")):
            return type(name, (Failure,), {})
        if name == "content":
            return BYTES
        value = Fake(f"{self._path}.{name}")
        object.__setattr__(self, name, value)
        return value

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)

    def __call__(self, *args, **kwargs):
        # A decorator gives its function back; everything else gives a new fake.
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type)):
            return args[0]
        record(self._path)
        if self._path.endswith(").read"):
            return self.next_part()
        return Fake(f"{self._path}()")

    def next_part(self):
        """Of a file or a film: there are two, so that who reads to the end gets there."""
        parts = getattr(self, "parts_left", 2)
        object.__setattr__(self, "parts_left", parts - 1)
        return Fake(f"{self._path}()") if parts > 0 else Nothing(f"{self._path}()")

    def __mro_entries__(self, bases):
        return (Inherited("Base", (Base,), {}),)

    def __instancecheck__(self, instance):
        return isinstance(instance, Fake)

    def __subclasscheck__(self, cls):
        return False

    def __iter__(self):
        frame = sys._getframe(1)
        names = unpacked(frame.f_code, frame.f_lasti) or (None, None)
        # Of a pair of a value and an error, only the value is there.
        return iter([
            None if name and at > 0 and NO_ERROR.match(str(name)) else Fake(f"{self._path}[{at}]")
            for at, name in enumerate(names)
        ])

    def keys(self):
        return []

    def __next__(self):
        return Fake(f"{self._path}[0]")

    async def __aiter__(self):
        for item in self:
            yield item

    def __await__(self):
        async def value():
            return self

        return value().__await__()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        return False

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self
        return Fake(f"{self._path}[{key!r}]")

    def __setitem__(self, key, value):
        pass

    def __contains__(self, key):
        return False

    def __len__(self):
        return 2

    def __bool__(self):
        return True

    def __int__(self):
        return 1

    __index__ = __int__

    def __float__(self):
        return 1.0

    def __str__(self):
        return f"<{self._path}>"

    def __format__(self, spec):
        return format(1.0, spec) if spec.endswith(("f", "e", "g", "%")) else str(self)

    def __fspath__(self):
        return "/tmp/fake"

    def __hash__(self):
        return hash(self._path)

    def __eq__(self, other):
        return self if isinstance(other, (int, float)) else isinstance(other, Fake) and other._path == self._path

    def _same(self, *others):
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _same
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = __neg__ = _same
    __and__ = __rand__ = __or__ = __ror__ = __invert__ = __abs__ = __round__ = _same

    def _less(self, other):
        return False

    __lt__ = __gt__ = __le__ = __ge__ = _less


class Nothing(Fake):
    """What is read past the end: neither it nor what is in it is true."""

    def __bool__(self):
        return False

    def __len__(self):
        return 0

    def __iter__(self):
        frame = sys._getframe(1)
        return iter([None for _ in unpacked(frame.f_code, frame.f_lasti) or ()])


class FakeModule(types.ModuleType):
    __version__ = "4.0.0"

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        value = getattr(Fake(self.__name__), name)
        setattr(self, name, value)
        return value


# Installed with the SDK, and of no use without a network or with fakes for types.
REPLACED = frozenset("aiohttp boto3 botocore fastapi httpx httpcore pydantic pydantic_core starlette uvicorn yaml".split())


def take_over(absent):
    """From now on, whatever the worker imports and does not have is a fake."""
    for name in [name for name in sys.modules if name.split(".")[0] in REPLACED]:
        del sys.modules[name]
    importer = FakeImporter(absent)
    sys.meta_path.insert(0, Replacing(importer))
    sys.meta_path.append(importer)


class Replacing(importlib.abc.MetaPathFinder):
    """The first finder, for packages that are there and replaced all the same."""

    def __init__(self, importer):
        self.importer = importer

    def find_spec(self, name, path=None, target=None):
        return self.importer.find_spec(name) if name.split(".")[0] in REPLACED else None


class FakeImporter(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The last finder: whatever nobody else has is a fake, unless the worker's own folder should have it."""

    def __init__(self, absent=()):
        self.absent = set(absent)

    def find_spec(self, name, path=None, target=None):
        top = name.split(".")[0]
        if top in sys.stdlib_module_names or top in self.absent or top.startswith("_") or top == "runpod":
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = FakeModule(spec.name)
        IMPORTED.add(spec.name.split(".")[0])
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass
