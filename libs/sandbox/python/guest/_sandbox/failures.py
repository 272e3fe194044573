"""What an uncaught exception looks like to the person whose code it was: their own frames, and a kind."""

import sys
import traceback

from . import packages

FILENAME = "main.py"
MEMORY_LIMIT_MB = 256


OUT_OF_MEMORY = {
    "kind": "MEMORY",
    "message": f"Python's memory limit of {MEMORY_LIMIT_MB} MB was reached: work on less data at a time.",
}


class EgressDenied(PermissionError):
    """A request that the sandbox's policy refused."""

    def __str__(self) -> str:
        return str(self.strerror)


def is_user_frame(filename: str) -> bool:
    return filename == FILENAME or filename.startswith("/workspace/") or filename.startswith("<")


def describe(error: BaseException) -> dict:
    """The typed error of a tool call."""
    text = render(error)
    denied = find(error, EgressDenied)
    if denied is not None:
        return {"kind": "EGRESS_DENIED", "message": f"{denied}\n\n{text}"}
    if isinstance(error, MemoryError):
        return {"kind": "MEMORY", "message": f"{OUT_OF_MEMORY['message']}\n\n{text}"}
    if isinstance(error, ModuleNotFoundError) and "sandbox" not in str(error):
        text += f"\nAvailable here: {packages.available()}. Nothing can be installed; own modules can be in /workspace."
    return {"kind": "USER_ERROR", "message": text}


def render(error: BaseException) -> str:
    try:
        report = traceback.TracebackException.from_exception(error, compact=True)
        trim(report, set())
        text = "".join(report.format(chain=True)).rstrip("\n")
    except Exception:
        text = f"{type(error).__name__} (it cannot be shown)"
    return cut(text)


def cut(text: str) -> str:
    """Long lines and long texts lose their middle: what happened stands at the end."""
    lines = [line if len(line) <= 500 else f"{line[:250]} … {line[-200:]}" for line in text.split("\n")]
    text = "\n".join(lines)
    return text if len(text) <= 16_000 else f"{text[:4_000]}\n…\n{text[-12_000:]}"


def trim(report: traceback.TracebackException, seen: set[int]) -> None:
    """Keep the user's frames; drop a cause that happened wholly inside a library."""
    if id(report) in seen:
        return
    seen.add(id(report))
    report.stack = traceback.StackSummary.from_list([frame for frame in report.stack if is_user_frame(frame.filename)])
    for name in ("__cause__", "__context__"):
        inner = getattr(report, name)
        if inner is None:
            continue
        trim(inner, seen)
        if not inner.stack and not isinstance_syntax(inner):
            setattr(report, name, None)
    for inner in report.exceptions or []:
        trim(inner, seen)


def isinstance_syntax(report: traceback.TracebackException) -> bool:
    return getattr(report, "lineno", None) is not None


def find(error: BaseException, kind: type) -> BaseException | None:
    """An exception of `kind` among the causes, the contexts and the arguments of `error`."""
    waiting, seen = [error], set()
    while waiting and len(seen) < 100:
        current = waiting.pop(0)
        if isinstance(current, kind):
            return current
        if id(current) in seen:
            continue
        seen.add(id(current))
        related = [current.__cause__, current.__context__, getattr(current, "reason", None), *current.args]
        waiting.extend(item for item in related if isinstance(item, BaseException))
    return None


def exit_code(error: SystemExit) -> int:
    """The exit status as CPython reckons it; a message is printed to stderr."""
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    print(error.code, file=sys.stderr)
    return 1
