"""Waiting for a coroutine from code that is not one, without the event loop reporting its end a second time."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from pyodide.ffi import run_sync
from pyodide.webloop import WebLoop


async def outcome(awaitable: Awaitable) -> tuple[Any, BaseException | None]:
    """What came of it, as a value: a task that fails is printed by the loop although somebody waits for it."""
    try:
        return await awaitable, None
    except BaseException as error:
        return None, error


def wait_for(awaitable: Awaitable) -> Any:
    value, error = run_sync(outcome(awaitable))
    if error is not None:
        raise error
    return value


def run_until_complete(self, future):
    if not asyncio.isfuture(future) and not asyncio.iscoroutine(future):
        raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")
    self._install_asyncgen_hooks()
    return wait_for(future)


def run_in_runner(self, coro, *, context=None):
    return wait_for(coro)


def install() -> None:
    WebLoop.run_until_complete = run_until_complete
    asyncio.Runner.run = run_in_runner
