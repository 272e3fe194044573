"""HTTP/1.1 between a client library and the host: its request bytes are read, the host's answer is written as bytes."""

import base64
import errno
import re
from dataclasses import dataclass, field

from . import bridge

READ_BYTES = 256 * 1024
REQUEST_LINE = re.compile(rb"^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+) HTTP/1\.[01]$")


class NotHttp(OSError):
    """Something other than an HTTP request was sent over a socket."""


@dataclass
class Request:
    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes | None = None


@dataclass
class Answer:
    """A response of the host, given out as the bytes that a server would have sent."""

    id: int
    head: bytes
    chunked: bool
    has_body: bool
    pending: bytearray = field(default_factory=bytearray)
    ended: bool = False

    def __post_init__(self) -> None:
        self.pending += self.head
        if not self.has_body:
            self.finish()

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size`; empty at the end of the message."""
        if not self.pending and not self.ended:
            self.pull(size)
        data = bytes(self.pending[:size])
        del self.pending[:size]
        return data

    def pull(self, size: int) -> None:
        reply = bridge.call("egress.read", {"id": self.id, "maxBytes": max(1, min(size, READ_BYTES))})
        if not reply.get("ok"):
            self.ended = True
            raise_body_error(reply)
            return
        if reply["data"] is None:
            if self.chunked:
                self.pending += b"0\r\n\r\n"
            self.finish()
            return
        data = base64.b64decode(reply["data"])
        self.pending += b"%x\r\n%b\r\n" % (len(data), data) if self.chunked else data

    def finish(self) -> None:
        if not self.ended:
            self.ended = True
            bridge.tell("egress.close", {"id": self.id})


def raise_body_error(reply: dict) -> None:
    """A connection that broke is the end of the data, as it is on a wire; the client library sees what is missing."""
    code, message = reply.get("code"), reply.get("message", "")
    if code == "READ_TIMEOUT":
        raise TimeoutError("timed out")
    if code == "LIMIT":
        raise OSError(errno.EFBIG, message)


def parse_request(data: bytes) -> Request:
    head, separator, body = bytes(data).partition(b"\r\n\r\n")
    line, *fields = head.split(b"\r\n")
    match = REQUEST_LINE.match(line)
    if match is None or not separator:
        raise NotHttp(1, "only HTTP and HTTPS requests can leave the sandbox")
    headers = []
    for header in fields:
        name, _colon, value = header.partition(b":")
        headers.append((name.decode("latin-1"), value.strip(b" \t").decode("latin-1")))
    names = [name.lower() for name, _value in headers]
    request = Request(match[1].decode(), match[2].decode("latin-1"), headers, body or None)
    if names.count("transfer-encoding") == 1 and "content-length" not in names:
        request.body = dechunk(body)
        request.headers = [(name, value) for name, value in headers if name.lower() != "transfer-encoding"]
    return request


def dechunk(data: bytes) -> bytes:
    body = bytearray()
    position = 0
    while True:
        end = data.find(b"\r\n", position)
        if end < 0:
            raise NotHttp(1, "the chunked request body is not complete")
        size = int(data[position:end].split(b";")[0], 16)
        if size == 0:
            return bytes(body)
        body += data[end + 2 : end + 2 + size]
        position = end + 4 + size


def ask(url: str, request: Request, connect_timeout: float | None, read_timeout: float | None) -> dict:
    """Hand a request to the host; its reply says what came of it."""
    return bridge.call(
        "egress.open",
        {
            "url": url,
            "method": request.method,
            "headers": request.headers,
            "body": None if request.body is None else base64.b64encode(request.body).decode(),
            "redirect": "manual",
            "decompress": False,
            "connectTimeoutMs": milliseconds(connect_timeout),
            "readTimeoutMs": milliseconds(read_timeout),
        },
    )


def milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None or seconds <= 0 else max(1, round(seconds * 1000))


def answer(reply: dict, method: str) -> Answer:
    status = int(reply["status"])
    headers = [(str(name), str(value)) for name, value in reply["headers"]]
    chunked = any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers)
    has_body = method != "HEAD" and status not in (204, 304)
    lines = [f"HTTP/1.1 {status} {reply.get('statusText') or ''}", *(f"{name}: {value}" for name, value in headers)]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")
    return Answer(reply["id"], head, chunked and has_body, has_body)
