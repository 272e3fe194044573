"""Runs one program the way `python main.py` would, with top-level await and the last expression as its result."""

import ast
import atexit
import builtins
import gc
import inspect
import json
import linecache
import os
import random
import sys
import traceback
import types

from . import failures, streams, workspace
from .event_loop import wait_for

RESULT = "<result>"
MAX_RESULT_CHARACTERS = 256 * 1024
HARD_EXIT_WITHOUT_FAULT = {
    "kind": "USER_ERROR",
    "message": "The program ended itself with os._exit(0), which skips everything still to be done. End it with sys.exit(0).",
}


OUT_OF_MEMORY = json.dumps({"result": None, "error": failures.OUT_OF_MEMORY, "files": []})
BUILTINS: dict = {}

# Room for saying that there is none: the first thing given back when memory is full.
RESERVE = [bytearray(256 * 1024)]


class HardExit(BaseException):
    """`os._exit`: ends the program without running anything more."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def run(call_json: str) -> str:
    """The outcome of one call as JSON text; never raises."""
    try:
        return json.dumps(outcome_of(call_json))
    except MemoryError:
        return OUT_OF_MEMORY
    except BaseException as error:
        take_back()
        return json.dumps({"result": None, "error": failures.describe(error), "files": []})


def outcome_of(call_json: str) -> dict:
    call = json.loads(call_json)
    outcome = {"result": None, "error": None, "files": []}
    before = workspace.fill(call["files"])
    prepare(call["env"])
    BUILTINS.update(vars(builtins))
    try:
        outcome["result"] = execute(call["code"])
    except SystemExit as exit_:
        take_back()
        outcome["error"] = exit_error(failures.exit_code(exit_))
    except HardExit as exit_:
        take_back()
        outcome["error"] = exit_error(exit_.code) or HARD_EXIT_WITHOUT_FAULT
    except BaseException as error:
        RESERVE.clear()
        take_back()
        if isinstance(error, MemoryError):
            let_go(error)
        outcome["error"] = failures.describe(error)
    finish()
    cut_result(outcome)
    try:
        outcome["files"] = workspace.collect(before)
    except Exception as error:
        limit = isinstance(error, workspace.WorkspaceTooLarge)
        kind = "OUTPUT_LIMIT" if limit else "USER_ERROR"
        outcome["error"] = outcome["error"] or {"kind": kind, "message": str(error)}
    return outcome


def take_back() -> None:
    """What the program put in the way of every function, ours included: trace functions, and built-ins of its own."""
    for unset in (sys.settrace, sys.setprofile, sys.settrace, sys.setprofile):
        try:
            unset(None)
        except BaseException:
            continue
    vars(builtins).update(BUILTINS)


def let_go(error: BaseException) -> None:
    """Frees what the program holds, so that there is room to say that there was none."""
    traceback.clear_frames(error.__traceback__)
    vars(sys.modules["__main__"]).clear()


def finish() -> None:
    take_back()
    try:
        atexit._run_exitfuncs()
        gc.collect(0)
    except BaseException:
        pass
    streams.flush_all()


def prepare(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    random.seed(os.urandom(32))
    sys.argv = [failures.FILENAME]
    sys.path[:] = [workspace.ROOT, *(entry for entry in sys.path if entry not in ("", workspace.ROOT))]


def execute(source: str) -> str | None:
    main = types.ModuleType("__main__")
    main.__builtins__ = __builtins__
    main.__file__ = f"{workspace.ROOT}/{failures.FILENAME}"
    sys.modules["__main__"] = main
    linecache.cache[failures.FILENAME] = (len(source), None, source.splitlines(keepends=True), failures.FILENAME)
    code = compile_program(source)
    value = eval(code, main.__dict__)
    if inspect.iscoroutine(value):
        wait_for(value)
    result = main.__dict__.pop(RESULT, None)
    if inspect.iscoroutine(result):
        result = wait_for(result)
    return None if result is None else result if isinstance(result, str) else repr(result)


def compile_program(source: str) -> types.CodeType:
    tree = ast.parse(source, failures.FILENAME)
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1]
        target = ast.copy_location(ast.Name(id=RESULT, ctx=ast.Store()), last)
        tree.body[-1] = ast.copy_location(ast.Assign(targets=[target], value=last.value), last)
    return compile(
        tree, failures.FILENAME, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True, optimize=0
    )


def exit_error(code: int) -> dict | None:
    if code == 0:
        return None
    return {"kind": "USER_ERROR", "message": f"The program ended with exit code {code}."}


def cut_result(outcome: dict) -> None:
    result = outcome["result"]
    if result is None or len(result) <= MAX_RESULT_CHARACTERS:
        return
    outcome["result"] = result[:MAX_RESULT_CHARACTERS]
    outcome["error"] = {
        "kind": "OUTPUT_LIMIT",
        "message": f"The result has {len(result)} characters and was cut: the limit is {MAX_RESULT_CHARACTERS}. "
        "Return a part of it, or write it to a file in /workspace.",
    }
