"""Runs while the image is built, in an interpreter that is thrown away. What V8 compiles for it is in the image, so this
does a little of everything that programs of agents do; nothing else of it is kept."""

import asyncio
import base64
import collections
import csv
import dataclasses
import datetime
import decimal
import hashlib
import hmac
import io
import itertools
import json
import math
import pathlib
import random
import re
import statistics
import textwrap
import time
import traceback
import urllib.parse
import uuid
from html.parser import HTMLParser


@dataclasses.dataclass(order=True)
class Row:
    score: float
    name: str = ""
    tags: list = dataclasses.field(default_factory=list)

    def label(self) -> str:
        return f"{self.name:>10}|{self.score:8.2f}|{','.join(self.tags)!r}"


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.extend(value for name, value in attrs if name == "href")


def rows(count):
    for index in range(count):
        yield Row((index * 7) % 13 / 3, f"row-{index}", ["a", "b"][: index % 3])


async def work():
    async def one(delay):
        await asyncio.sleep(delay)
        return delay

    return sum(await asyncio.gather(*(one(0) for _ in range(5))))


def texts():
    text = "The quick brown fox, 42 times; grüezi ☕ 漢字 over 3.14 lazy dogs.\n" * 50
    words = re.findall(r"[\w.]+", text.lower())
    re.sub(r"(\d+)", lambda match: str(int(match[1]) + 1), text)
    collections.Counter(words).most_common(3)
    textwrap.fill(text, 60).splitlines()
    "{:>8}|%s|{!r}".format("a", "b") % "c"
    text.encode().decode("utf-8").title().split()
    return urllib.parse.urlencode({"q": text[:50]}) + urllib.parse.quote(text[:30])


def numbers():
    values = [random.gauss(0, 1) for _ in range(500)]
    statistics.mean(values), statistics.stdev(values), math.sqrt(sum(value * value for value in values))
    decimal.Decimal("1.10") * 3 / 7
    [[sum(a * b for a, b in zip(row, row)) for row in itertools.batched(values, 10)] for _ in range(3)]
    return sorted(values, key=lambda value: -value), 7**200, divmod(10**30, 997), round(2.5), float("1e5"), int("ff", 16)


def data():
    table = [dataclasses.asdict(row) for row in sorted(rows(200))]
    text = json.dumps({"rows": table, "nested": {"a": [1, 2.5, None, True, "ü"]}}, indent=1)
    parsed = json.loads(text)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=["score", "name", "tags"])
    writer.writeheader()
    writer.writerows(table)
    list(csv.DictReader(io.StringIO(out.getvalue())))
    pathlib.Path("/workspace/rehearsal.json").write_text(text)
    json.loads(pathlib.Path("/workspace/rehearsal.json").read_text())
    pathlib.Path("/workspace/rehearsal.json").unlink()
    groups = collections.defaultdict(list)
    for row in parsed["rows"]:
        groups[row["score"]].append(row)
    return {key: len(value) for key, value in groups.items()} | {row.label(): row for row in rows(5)}


def digests():
    key = b"key" * 10
    hmac.new(key, b"message", hashlib.sha256).hexdigest()
    hashlib.sha1(key * 100).digest(), hashlib.md5(key).hexdigest(), uuid.uuid4()
    return base64.b64decode(base64.b64encode(key * 50)), bytes.fromhex("00ff"), int.from_bytes(key, "big")


def errors():
    try:
        {}["missing"]
    except KeyError:
        traceback.format_exc()
    try:
        raise ValueError("bad") from OSError(2, "no")
    except ValueError as error:
        traceback.TracebackException.from_exception(error).format()


def dates():
    now = datetime.datetime.now(datetime.UTC)
    later = now + datetime.timedelta(days=3, hours=2)
    return later.isoformat(), datetime.datetime.fromisoformat("2024-02-29T10:00:00+00:00"), now.strftime("%Y-%m-%d %H:%M")


for _round in range(3):
    texts(), numbers(), data(), digests(), errors(), dates()
    await work()
    time.sleep(0)
    parser = Links()
    parser.feed("<html><body><a href='/x'>x</a><p class=a>text &amp; more</p></body></html>" * 20)
    print("rehearsed", _round, parser.found[:1])
