"""Called once in every fresh interpreter, after the memory snapshot was restored and before any guest code."""

import gc
import json
import linecache
import sys

from . import bridge, prepare, runner, streams, workspace

PROGRAM = "print(1)\n[row for row in [{'a': i} for i in range(9)] if row['a'] > 6]"


def install(ask, post, sleep):
    """Connect this interpreter to its host; returns the function that runs a program."""
    bridge.connect(ask, post, sleep)
    streams.install()
    bridge.before_wait(streams.flush_all)
    sys.dont_write_bytecode = True
    return runner.run


def warm() -> None:
    """Run a program of our own while nobody waits: what it makes the engine compile is then ready for the next one.

    Nothing that the next one could see may stay; `warm-up.int.spec.ts` compares."""
    call = json.loads(json.dumps({"code": PROGRAM, "env": {}, "files": []}))
    before = workspace.fill(call["files"])
    runner.prepare(call["env"])
    json.dumps({"result": runner.execute(call["code"]), "error": None, "files": workspace.collect(before)})
    gc.collect(0)
    if "requests" in sys.modules:
        prepare.warm_up(sys.modules["requests"])
    streams.install()
    sys.path_importer_cache.pop(workspace.ROOT, None)
    linecache.cache.clear()
