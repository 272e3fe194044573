"""urllib3 with its own backend, and the exceptions that belong to connecting raised as such."""

import functools
import socket
import ssl
import sys
import types

from . import network_errors


def import_without_emscripten() -> None:
    """urllib3 replaces its connections on Emscripten; here the plain ones work, so that replacement is left out."""
    stub = types.ModuleType("urllib3.contrib.emscripten")
    stub.inject_into_urllib3 = lambda: None
    sys.modules[stub.__name__] = stub
    import urllib3  # noqa: F401

    del sys.modules[stub.__name__]


def install() -> None:
    import_without_emscripten()
    import urllib3.connection
    from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

    connection = urllib3.connection.HTTPConnection
    getresponse, new_conn = connection.getresponse, connection._new_conn

    @functools.wraps(getresponse)
    def response_or_connect_error(self):
        connect_timeout = getattr(self.sock, "_connect_timeout", None)
        try:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)
                self.sock.start()
        except ssl.SSLError:
            raise
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except network_errors.ConnectTimeout as error:
            text = f"Connection to {self.host} timed out. (connect timeout={connect_timeout})"
            raise ConnectTimeoutError(self, text) from error
        except OSError as error:
            raise NewConnectionError(self, f"Failed to establish a new connection: {error}") from error
        return getresponse(self)

    @functools.wraps(new_conn)
    def no_proxies(self):
        if self.proxy is not None:
            raise OSError("proxies cannot be used from the sandbox")
        return new_conn(self)

    connection.getresponse = response_or_connect_error
    connection._new_conn = no_proxies
    urllib3.connection.wait_for_read = lambda *_arguments, **_options: False
