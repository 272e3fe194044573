"""What the standard library cannot do here is made to work through the host, or to fail with a sentence that helps."""

import builtins
import concurrent.futures
import concurrent.futures.thread
import os
import subprocess
import threading
import time

from . import accounts, bridge, derivation, runner


def sleep(seconds, /):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    bridge.sleep(float(seconds))


def no_input(prompt="", /):
    raise EOFError("the sandbox has no terminal to read from")


def no_thread(self):
    raise RuntimeError("threads cannot be started in the sandbox: use asyncio, or call the function directly")


def no_process(*_args, **_options):
    raise OSError(38, "processes cannot be started in the sandbox; use Python's own modules instead")


def hard_exit(status):
    raise runner.HardExit(int(status) & 0xFF)


def submit_inline(self, fn, /, *args, **kwargs):
    """Run the work at once: what is asked of the pool stays right, only not side by side."""
    if self._shutdown:
        raise RuntimeError("cannot schedule new futures after shutdown")
    future = concurrent.futures.Future()
    future.set_running_or_notify_cancel()
    try:
        future.set_result(fn(*args, **kwargs))
    except BaseException as error:
        future.set_exception(error)
        if not isinstance(error, Exception):
            raise
    return future


def install() -> None:
    accounts.install()
    derivation.install()
    time.sleep = sleep
    builtins.input = no_input
    threading.Thread.start = no_thread
    concurrent.futures.thread.ThreadPoolExecutor.submit = submit_inline
    os._exit = hard_exit
    os.system = os.popen = no_process
    for name in ("fork", "forkpty", "posix_spawn", "posix_spawnp", "execv", "execve"):
        if hasattr(os, name):
            setattr(os, name, no_process)
    subprocess.Popen.__init__ = no_process
    subprocess.Popen.__del__ = lambda self: None
