"""`http.client` sends its request at once, so that a refused connection is seen where a real one is (URLError)."""

import http.client

from .sockets import SandboxSocket


def install() -> None:
    send_request = http.client.HTTPConnection._send_request

    def send_and_start(self, *arguments, **options):
        send_request(self, *arguments, **options)
        if isinstance(self.sock, SandboxSocket):
            self.sock.start()

    http.client.HTTPConnection._send_request = send_and_start
