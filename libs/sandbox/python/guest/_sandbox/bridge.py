"""The way out of the interpreter: JSON text to the host process, waiting for the answer with stack switching."""

import json
from collections.abc import Callable
from typing import Any

from pyodide.ffi import run_sync

_ask: Callable[[str, str], Any] | None = None
_post: Callable[[str, str], Any] | None = None
_sleep: Callable[[float], Any] | None = None
_before_wait: list[Callable[[], None]] = []


def connect(ask, post, sleep) -> None:
    global _ask, _post, _sleep
    _ask, _post, _sleep = ask, post, sleep


def before_wait(callback: Callable[[], None]) -> None:
    """Have `callback` called before each wait, so that output is on its way while the program stands still."""
    _before_wait.append(callback)


def call(operation: str, payload: dict) -> dict:
    """Ask the host and wait for its answer."""
    if _ask is None:
        raise RuntimeError("the sandbox is not connected")
    for callback in _before_wait:
        callback()
    return json.loads(run_sync(_ask(operation, json.dumps(payload))))


def tell(operation: str, payload: dict) -> None:
    """Ask the host for something whose answer nobody waits for."""
    if _ask is not None:
        _ask(operation, json.dumps(payload))


def post(kind: str, text: str) -> None:
    """Tell the host something; nothing comes back."""
    if _post is not None:
        _post(kind, text)


def sleep(seconds: float) -> None:
    """Let `seconds` pass without using the processor."""
    if _sleep is None:
        raise RuntimeError("the sandbox is not connected")
    for callback in _before_wait:
        callback()
    run_sync(_sleep(seconds * 1000))
