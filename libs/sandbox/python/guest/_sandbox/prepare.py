"""What is done before the memory snapshot is taken, with an empty environment and nobody's code."""

import importlib

from . import bridge, entry, failures, runner, stdlib, streams, workspace  # noqa: F401

COMMON = ("argparse", "asyncio", "base64", "collections", "csv", "datetime", "decimal", "functools", "hashlib", "hmac",
          "itertools", "json", "logging", "math", "pathlib", "random", "re", "statistics", "string", "textwrap",
          "traceback", "typing", "urllib.parse", "uuid")


def prepare() -> None:
    for name in COMMON:
        importlib.import_module(name)
    stdlib.install()
