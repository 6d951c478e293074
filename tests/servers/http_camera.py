"""An HTTP-MJPEG camera on loopback."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.servers.pictures import jpeg
from tests.servers.sending import Sending


class _Camera(ThreadingHTTPServer):
    daemon_threads = True
    sending: Sending
    credentials: str
    fixed_answer: tuple[str, bytes] | None
    encoded: Callable[[int], bytes]

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up is nothing to print."""


class _Handler(BaseHTTPRequestHandler):
    server: _Camera

    def do_GET(self) -> None:
        expected = "Basic " + base64.b64encode(self.server.credentials.encode()).decode()
        if self.server.credentials and self.headers.get("Authorization") != expected:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="camera"')
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.server.fixed_answer is not None:
            kind, body = self.server.fixed_answer
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        else:
            self._stream()

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        for number in self.server.sending.numbers():
            picture = self.server.encoded(number)
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
            self.wfile.write(head.encode() + picture + b"\r\n")

    def log_message(self, *args) -> None:
        """Quiet."""


@contextmanager
def http_camera(
    sending: Sending,
    *,
    credentials: str = "",
    fixed_answer: tuple[str, bytes] | None = None,
    encoded: Callable[[int], bytes] = jpeg,
) -> Iterator[int]:
    """Serve on a free port, which is given.

    `credentials`: "user:password" to ask for.  `fixed_answer`: content type and body instead of pictures.
    `encoded`: picture n as JPEG.
    """
    server = _Camera(("127.0.0.1", 0), _Handler)
    server.sending, server.credentials, server.fixed_answer = sending, credentials, fixed_answer
    server.encoded = encoded
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        sending.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
