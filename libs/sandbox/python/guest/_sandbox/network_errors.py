"""The host's refusals and failures, as the exceptions that a socket would have raised."""

import errno
import socket
import ssl

from .failures import EgressDenied


class ConnectTimeout(TimeoutError):
    """The connection was not made in time."""


def before_answer(reply: dict) -> OSError | None:
    """The exception for a failed `egress.open`; `None` when the server closed without an answer (the end of the data)."""
    code, message = reply.get("code"), str(reply.get("message", ""))
    if code == "DENIED":
        return EgressDenied(errno.EACCES, message)
    if code == "DNS":
        return socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if code == "CONNECT_REFUSED":
        return ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
    if code == "CONNECT_TIMEOUT":
        return ConnectTimeout("timed out")
    if code == "READ_TIMEOUT":
        return TimeoutError("timed out")
    if code == "TLS":
        return ssl.SSLCertVerificationError(1, f"[SSL: CERTIFICATE_VERIFY_FAILED] {message}")
    if code == "RESET":
        return None
    if code == "ABORTED":
        return ConnectionAbortedError(errno.ECONNABORTED, message)
    return OSError(errno.EINVAL, message)


def is_connect_phase(error: OSError) -> bool:
    """Whether a real socket would have failed before the request was sent."""
    return not (type(error) is TimeoutError or isinstance(error, ConnectionAbortedError))
