"""Parts of a worker that cannot run here, each named `file.py:function` (or a method, or `<module>`): they are taken
for a library's, so that their calls are recorded and answered by fakes. And the other way round: where a worker raises.
"""

import ast
import builtins
import functools
import importlib.machinery
import os
import re
import sys
import types

import fakes
import world
from words import Word, input_of

RAISED = []
LINES = set()
STEPS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Stubbing(ast.NodeTransformer):
    def __init__(self, path, stubs):
        self.names = {name for file, name in (stub.split(":", 1) for stub in stubs) if file == path}
        self.path = path
        self.around = []

    def visit_ClassDef(self, node):
        name = ".".join([*self.around, node.name])
        if f"{name}.__init__" in self.names:
            return self.replaced(node, f"{node.name} = __stub__({self.path + ':' + name!r})")
        return self.inner(node)

    def visit_FunctionDef(self, node):
        name = ".".join([*self.around, node.name])
        if name not in self.names:
            return self.inner(node)
        answer = "yield" if any(isinstance(part, (ast.Yield, ast.YieldFrom)) for part in own_nodes(node)) else "return"
        promise = ast.unparse(node.returns) if node.returns and answer == "return" else ""
        text = f"def f():\n    {answer} __promised__({promise!r}, __stub__({self.path + ':' + name!r})())"
        node.body = ast.parse(text).body[0].body
        return ast.fix_missing_locations(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def inner(self, node):
        self.around.append(node.name)
        self.generic_visit(node)
        self.around.pop()
        return node

    def replaced(self, node, text):
        return ast.fix_missing_locations(ast.copy_location(ast.parse(text).body[0], node))


def own_nodes(function):
    """The nodes that run when the function does."""
    for node in ast.iter_child_nodes(function):
        yield node
        if not isinstance(node, (*STEPS, ast.Lambda, ast.ClassDef)):
            yield from own_nodes(node)


PROMISES = {
    "str": lambda: Word("sample"),
    "dict": lambda: input_of({"*": "sample"}),
    "bytes": lambda: fakes.BYTES,
    "bool": lambda: True,
    "int": lambda: 1,
    "float": lambda: 1.0,
}


def promised(annotation, fake):
    """What a function that is annotated so gives; the fake where that says nothing."""
    kind = re.match(r"(?:Optional\[)?(?:typing\.)?(\w+)", annotation)
    return PROMISES.get(kind.group(1).lower(), lambda: fake)() if kind else fake


def set_up(folder, stubs):
    """Answers how a file of the folder is run as `__main__`."""
    builtins.__stub__ = fakes.Fake
    builtins.__promised__ = promised
    loader = importlib.machinery.SourceFileLoader

    def code_of(data, path):
        relative = os.path.relpath(path, folder)
        if not any(stub.startswith(f"{relative}:") for stub in stubs):
            return compile(data, path, "exec", dont_inherit=True)
        return compile(Stubbing(relative, stubs).visit(ast.parse(data)), path, "exec", dont_inherit=True)

    execute = loader.exec_module

    def exec_module(self, module):
        if f"{os.path.relpath(self.path, folder)}:<module>" in stubs:
            module.__class__ = fakes.FakeModule
        else:
            execute(self, module)

    loader.source_to_code = lambda self, data, path, *, _optimization=-1: code_of(data, path)
    loader.exec_module = exec_module

    def run_file(path):
        with open(path, "rb") as file:
            code = code_of(file.read(), path)
        main = sys.modules["__main__"] = types.ModuleType("__main__")
        main.__file__ = path
        exec(code, main.__dict__)

    return run_file


def note_steps(folder, explore):
    """Notes, for every exception that passes through the worker's own code, the innermost function of it; exploring,
    the lines that run as well."""
    seen = []

    @functools.cache
    def is_own(path):
        return path.startswith("/") and not world.standard(path) and "site-packages" not in path

    def watch(frame, event, given):
        if event == "line":
            LINES.add((frame.f_code.co_filename, frame.f_lineno))
        if event == "exception" and not any(given[1] is error for error in seen):
            seen.append(given[1])
            name = frame.f_code.co_qualname.split(".<locals>")[0]
            where = f"{os.path.relpath(frame.f_code.co_filename, folder)}:{name}"
            RAISED.append({"phase": fakes.STATE["phase"], "where": where, "what": repr(given[1])[:200]})
        return watch

    def enter(frame, event, given):
        if not is_own(frame.f_code.co_filename):
            return None
        frame.f_trace_lines = explore
        return watch

    sys.settrace(enter)


def tree_of(path):
    """The file's syntax tree; an empty one for a file that Python does not accept."""
    with open(path, "rb") as file:
        try:
            return ast.parse(file.read())
        except SyntaxError:
            return ast.Module([], [])


def installed(folder):
    """Libraries that are there and that the worker's own files import, by their top-level names."""
    modules = [module for module in list(sys.modules.values()) if own(folder, getattr(module, "__file__", None))]
    names = {name for module in modules for name in imports_of(tree_of(module.__file__))}
    return {name for name in names if "site-packages" in str(getattr(sys.modules.get(name), "__file__", ""))}


def own(folder, path):
    return isinstance(path, str) and path.startswith(folder) and path.endswith(".py")


def imports_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
