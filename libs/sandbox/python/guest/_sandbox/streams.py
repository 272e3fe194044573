"""stdout and stderr: line by line at first, in blocks once far more came than anybody will keep."""

import codecs
import io
import sys

from . import bridge

LIVE_CHARACTERS = 200 * 1024
LIVE_PIECES = 20_000
BLOCK_CHARACTERS = 64 * 1024


class HostWriter(io.RawIOBase):
    """A binary sink that decodes UTF-8 and posts text."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._sent = self._pieces = 0
        self._held: list[str] = []
        self._held_size = 0

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2 if self._kind == "stderr" else 1

    def write(self, data) -> int:
        text = self._decoder.decode(bytes(data))
        if text:
            self._held.append(text)
            self._held_size += len(text)
            live = self._sent < LIVE_CHARACTERS and self._pieces < LIVE_PIECES
            if live or self._held_size >= BLOCK_CHARACTERS:
                self.emit()
        return len(data)

    def emit(self) -> None:
        text = "".join(self._held)
        self._held, self._held_size = [], 0
        self._sent += len(text)
        self._pieces += 1
        for start in range(0, len(text), BLOCK_CHARACTERS):
            bridge.post(self._kind, text[start : start + BLOCK_CHARACTERS])


def open_stream(kind: str) -> io.TextIOWrapper:
    writer = HostWriter(kind)
    stream = io.TextIOWrapper(
        io.BufferedWriter(writer, 8192), encoding="utf-8", errors="backslashreplace", newline="\n", line_buffering=True
    )
    stream.mode = "w"
    return stream


def flush_all() -> None:
    for stream in (sys.__stdout__, sys.__stderr__, sys.stdout, sys.stderr):
        try:
            stream.flush()
            stream.buffer.raw.emit()
        except Exception:
            continue


def install() -> None:
    sys.stdout = sys.__stdout__ = open_stream("stdout")
    sys.stderr = sys.__stderr__ = open_stream("stderr")
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BytesIO(b""), encoding="utf-8")
