"""Called once in every fresh interpreter, after the memory snapshot was restored and before any guest code."""

import sys

from . import bridge, prepare, runner, streams

PROGRAM = "import asyncio\nawait asyncio.sleep(0)\nprint(1)\n{'a': 1}"


def install(ask, post, sleep):
    """Connect this interpreter to its host; returns the function that runs a program."""
    bridge.connect(ask, post, sleep)
    streams.install()
    bridge.before_wait(streams.flush_all)
    sys.dont_write_bytecode = True
    return runner.run


def warm() -> None:
    """Run a program of our own while nobody waits: what it makes the engine compile is then ready for the next one."""
    runner.prepare({})
    runner.execute(PROGRAM)
    if "requests" in sys.modules:
        prepare.warm_up(sys.modules["requests"])
    streams.install()
