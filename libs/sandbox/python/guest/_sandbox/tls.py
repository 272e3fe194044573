"""TLS is done by the host, which always verifies: a context here is only a mark on the socket."""

import ssl


def wrap_socket(self, sock, *_arguments, **_options):
    return sock.secure()


def nothing(self, *_arguments, **_options):
    return None


def install() -> None:
    context = ssl.SSLContext
    context.wrap_socket = wrap_socket
    context.load_verify_locations = nothing
    context.load_cert_chain = nothing
    context.load_default_certs = nothing
    context.set_default_verify_paths = nothing
    context.hostname_checks_common_name = True
    # urllib3 checks names by itself where this is missing, and there is no certificate here to check.
    ssl.HAS_NEVER_CHECK_COMMON_NAME = True
