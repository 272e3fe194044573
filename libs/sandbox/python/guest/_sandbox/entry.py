"""Called once in every fresh interpreter, after the memory snapshot was restored and before any guest code."""

import sys

from . import bridge, runner, streams


def install(ask, post, sleep):
    """Connect this interpreter to its host; returns the function that runs a program."""
    bridge.connect(ask, post, sleep)
    streams.install()
    sys.dont_write_bytecode = True
    return runner.run
