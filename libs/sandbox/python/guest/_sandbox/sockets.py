"""A `socket.socket` on which HTTP clients work unchanged. There is no network here: a request is collected until its
answer is read, then handed to the host as one HTTP request, and the answer is played back as bytes."""

import errno
import ipaddress
import re
import socket

from . import network_errors, wire

REAL = socket.socket
HOST = re.compile(r"^[^\s/?#@\\%\[\]]{1,253}$")
HTTP_ONLY = "only HTTP and HTTPS requests can leave the sandbox"


class SandboxSocket:
    """The client end of a connection; remembers where to, collects what is sent, plays back what came."""

    def __init__(self, family=socket.AF_INET, type=socket.SOCK_STREAM, proto=0, fileno=None):
        if family not in (-1, 0, socket.AF_INET, socket.AF_INET6) or (type not in (-1, 0) and not type & 1):
            raise OSError(errno.EPROTONOSUPPORT, f"this kind of socket does not exist: {HTTP_ONLY}")
        self.family, self.type, self.proto = family, type, proto
        self.timeout = socket.getdefaulttimeout()
        self._address = None
        self._connect_timeout = None
        self._tls = False
        self._outgoing = bytearray()
        self._answer: wire.Answer | None = None
        self._deferred: OSError | None = None
        self._io_refs = 0
        self._closed = False

    makefile = REAL.makefile

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def connect(self, address):
        host, port = address[0], int(address[1])
        if isinstance(host, bytes):
            host = host.decode("ascii")
        if not HOST.match(host):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        self._address = (host, port)
        self._connect_timeout = self.timeout

    def connect_ex(self, address):
        self.connect(address)
        return 0

    def secure(self):
        """Mark the connection as TLS; the host does the handshake and judges the certificate."""
        self._tls = True
        return self

    def sendall(self, data, _flags=0):
        self.require_open()
        if self._answer is not None and self._answer.ended and not self._answer.pending:
            self._answer = None
        self._outgoing += data

    def send(self, data, flags=0):
        self.sendall(data, flags)
        return len(data)

    def recv(self, size, _flags=0):
        self.require_open()
        self.start()
        if self._deferred is not None:
            error, self._deferred = self._deferred, None
            raise error
        return b"" if self._answer is None else self._answer.read(size)

    def recv_into(self, buffer, nbytes=0, flags=0):
        view = memoryview(buffer).cast("B")
        data = self.recv(nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data)

    def start(self):
        """Hand the collected request to the host. Raises what a socket would have raised while connecting."""
        if not self._outgoing:
            if self._answer is None and self._deferred is None and self._address is not None:
                raise wire.NotHttp(errno.EPROTONOSUPPORT, HTTP_ONLY)
            return
        request = wire.parse_request(self._outgoing)
        self._outgoing.clear()
        reply = wire.ask(self.url(request), request, self._connect_timeout, self.timeout)
        if reply.get("ok"):
            self._answer = wire.answer(reply, request.method)
            return
        self._answer = None
        error = network_errors.before_answer(reply)
        if error is None:
            self._answer = wire.Answer(0, b"", False, False)
        elif network_errors.is_connect_phase(error):
            raise error
        else:
            self._deferred = error

    def url(self, request) -> str:
        if request.method == "CONNECT" or not request.target.startswith(("/", "*")):
            raise network_errors.EgressDenied(errno.EACCES, "proxies cannot be used from the sandbox")
        host, port = self._address
        shown = f"[{host}]" if ":" in host else host
        scheme, usual = ("https", 443) if self._tls else ("http", 80)
        return f"{scheme}://{shown}{'' if port == usual else f':{port}'}{request.target}"

    def require_open(self):
        if self._closed and self._io_refs <= 0:
            raise OSError(errno.EBADF, "Bad file descriptor")
        if self._address is None:
            raise OSError(errno.ENOTCONN, "Socket not connected")

    def settimeout(self, value):
        self.timeout = None if value is None else float(value)

    def gettimeout(self):
        return self.timeout

    def setblocking(self, flag):
        self.timeout = None if flag else 0.0

    def getblocking(self):
        return self.timeout != 0.0

    def setsockopt(self, *_option):
        return None

    def getsockopt(self, *_option):
        return 0

    def getpeername(self):
        self.require_open()
        return self._address

    def getsockname(self):
        return ("0.0.0.0", 0)

    def getpeercert(self, binary_form=False):
        return b"" if binary_form else {}

    def version(self):
        return "TLSv1.3" if self._tls else None

    def cipher(self):
        return ("TLS_AES_256_GCM_SHA384", "TLSv1.3", 256) if self._tls else None

    def selected_alpn_protocol(self):
        return None

    def pending(self):
        return 0

    def fileno(self):
        return -1

    def shutdown(self, _how):
        return None

    def unwrap(self):
        return self

    def bind(self, _address):
        return None

    def listen(self, *_backlog):
        raise PermissionError(errno.EPERM, "nothing can listen in the sandbox")

    accept = listen

    def close(self):
        self._closed = True
        if self._io_refs <= 0:
            self._real_close()

    def detach(self):
        self.close()
        return -1

    def _decref_socketios(self):
        if self._io_refs > 0:
            self._io_refs -= 1
        if self._closed:
            self.close()

    def _real_close(self):
        answer, self._answer = self._answer, None
        if answer is not None and not answer.ended:
            answer.finish()


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """One address: the name itself. The host looks it up, once, when the request is made."""
    if isinstance(host, bytes):
        host = host.decode("ascii")
    if host is None or not HOST.match(host):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    number = {"http": 80, "https": 443, None: 0}.get(port) if not isinstance(port, int) else port
    if number is None:
        number = int(port)
    version6 = ":" in host
    kind = socket.AF_INET6 if version6 else socket.AF_INET
    address = (host, number, 0, 0) if version6 else (host, number)
    return [(kind, socket.SOCK_STREAM, 6, "", address)]


def gethostbyname(name):
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        raise socket.gaierror(
            socket.EAI_AGAIN, "names are looked up outside of the sandbox, when a request is made"
        ) from None


def no_pair(*_arguments, **_options):
    raise OSError(errno.EPROTONOSUPPORT, f"this kind of socket does not exist: {HTTP_ONLY}")


def install() -> None:
    socket.socket = socket.SocketType = SandboxSocket
    socket.getaddrinfo = getaddrinfo
    socket.gethostbyname = gethostbyname
    socket.gethostbyname_ex = lambda name: (name, [], [gethostbyname(name)])
    socket.gethostname = lambda: "sandbox"
    socket.getfqdn = lambda name="": name or "sandbox"
    socket.socketpair = socket.create_server = no_pair
