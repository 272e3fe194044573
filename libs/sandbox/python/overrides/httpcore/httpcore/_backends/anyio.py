"""Takes the place of httpcore's own anyio backend: the sandbox's sockets wait by stack switching, so that the
synchronous backend serves coroutines too and other tasks go on meanwhile."""

import asyncio

from .base import AsyncNetworkBackend, AsyncNetworkStream
from .sync import SyncBackend


class SandboxStream(AsyncNetworkStream):
    def __init__(self, stream):
        self._stream = stream

    async def read(self, max_bytes, timeout=None):
        return self._stream.read(max_bytes, timeout)

    async def write(self, buffer, timeout=None):
        self._stream.write(buffer, timeout)

    async def aclose(self):
        self._stream.close()

    async def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        return SandboxStream(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info):
        return self._stream.get_extra_info(info)


class AnyIOBackend(AsyncNetworkBackend):
    def __init__(self):
        self._backend = SyncBackend()

    async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        return SandboxStream(self._backend.connect_tcp(host, port, timeout, local_address, socket_options))

    async def connect_unix_socket(self, path, timeout=None, socket_options=None):
        raise OSError("only HTTP and HTTPS requests can leave the sandbox")

    async def sleep(self, seconds):
        await asyncio.sleep(seconds)
