"""Packages beyond the snapshot: some are unpacked when first imported, some can never be had and say so."""

import importlib
import importlib.abc
import importlib.util
import json
import pkgutil
import sys
import types
import zipfile

ARCHIVE = "/lib/extras.zip"
TARGET = "/lib/python3.14/site-packages"

PLAIN = "use plain Python: lists and dicts, csv, statistics, math, decimal, fractions, sqlite3"
MISSING = {
    "numpy": PLAIN,
    "pandas": PLAIN + "; openpyxl reads and writes .xlsx",
    "scipy": PLAIN,
    "polars": PLAIN,
    "pyarrow": PLAIN,
    "matplotlib": "write the data as a table or as SVG text to /workspace",
    "seaborn": "write the data as a table or as SVG text to /workspace",
    "PIL": "it needs native code that does not exist here; send images to a service by requests",
    "lxml": 'use xml.etree.ElementTree, or BeautifulSoup(text, "html.parser")',
    "aiohttp": "use requests, or httpx for async code",
    "cryptography": "use hashlib, hmac and secrets; PyJWT signs with HS256",
    "Crypto": "use hashlib, hmac and secrets",
    "pydantic": "use dataclasses and json",
    "psycopg2": "only HTTP leaves the sandbox; use sqlite3 on a file in /workspace, or the database's HTTP API",
    "selenium": "there is no browser here; use requests and beautifulsoup4",
    "playwright": "there is no browser here; use requests and beautifulsoup4",
    "pip": "packages cannot be installed here",
    "micropip": "packages cannot be installed here",
}

# Top-level module name to the distribution that is still packed, and what people ask for by name.
_index: dict[str, str] = {}
_offered: list[str] = []
OFFERED = ("bs4", "dateutil", "httpx", "jwt", "openpyxl", "pytz", "tabulate", "tzdata", "yaml")


def available() -> str:
    """What a program can import, in words."""
    names = sorted({*_offered, *(["requests", "urllib3"] if "requests" in sys.modules else [])})
    return "the standard library" + (f" and {', '.join(names)}" if names else "")


class PackageFinder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if path is not None or "." in name:
            return None
        if name in _index:
            unpack(_index.pop(name))
            if name == "anyio":
                sys.modules.setdefault("concurrent.interpreters", no_interpreters())
            importlib.invalidate_caches()
            return None
        if name in MISSING:
            raise ModuleNotFoundError(
                f"No module named '{name}': it cannot run in this sandbox. Instead, {MISSING[name]}.", name=name
            )
        return None


def no_interpreters() -> types.ModuleType:
    """What anyio imports from a module that CPython has on every other platform."""
    stub = types.ModuleType("concurrent.interpreters")
    stub.ExecutionFailed = type("ExecutionFailed", (RuntimeError,), {})
    stub.create = no_interpreter
    return stub


def no_interpreter():
    raise RuntimeError("there is one interpreter in the sandbox")


def unpack(distribution: str) -> None:
    prefix = distribution + "/"
    with zipfile.ZipFile(ARCHIVE) as archive:
        for entry in archive.infolist():
            if entry.filename.startswith(prefix):
                entry.filename = entry.filename[len(prefix) :]
                archive.extract(entry, TARGET)


def install() -> None:
    data = pkgutil.get_data("_sandbox", "extras.json")
    _index.update(json.loads(data or b"{}"))
    for name in ("requests", "urllib3"):
        if importlib.util.find_spec(name) is None:
            MISSING[name] = "use urllib.request; whoever hosts this sandbox can add it by building its Python image again"
    _offered.extend(name for name in OFFERED if name in _index)
    sys.meta_path.insert(0, PackageFinder())
