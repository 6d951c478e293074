"""An RTSP camera on loopback: RTP interleaved in the TCP connection (RFC 2326, section 10.12)."""

from __future__ import annotations

import base64
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.rtp import H264Payload, JpegPayload
from tests.servers.sending import Sending

CLOCK_HZ = 90_000


class _Camera(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    sending: Sending
    credentials: str
    codec: type[JpegPayload | H264Payload]

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up is nothing to print."""


class _Handler(socketserver.StreamRequestHandler):
    server: _Camera

    def handle(self) -> None:
        self._writing = threading.Lock()
        while line := self.rfile.readline():
            if line.startswith(b"$"):
                # The client's RTCP reports, of which we need nothing; readline may have cut one at a newline.
                continue
            if b" RTSP/1.0" in line:
                self._answer(line.split()[0].decode(), self._headers())

    def _headers(self) -> dict[str, str]:
        headers = {}
        while (line := self.rfile.readline().strip()) and b":" in line:
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return headers

    def _answer(self, method: str, headers: dict[str, str]) -> None:
        expected = "Basic " + base64.b64encode(self.server.credentials.encode()).decode()
        if self.server.credentials and method != "OPTIONS" and headers.get("authorization") != expected:
            self._reply(headers, "401 Unauthorized", 'WWW-Authenticate: Basic realm="camera"\r\n')
        elif method == "DESCRIBE":
            sdp = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=test\r\nt=0 0\r\n" + self.server.codec.sdp
            self._reply(headers, "200 OK", "Content-Type: application/sdp\r\n", sdp)
        elif method == "SETUP":
            transport = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
            accepted = "TCP" in headers.get("transport", "")
            self._reply(headers, "200 OK" if accepted else "461 Unsupported transport", transport)
        elif method == "PLAY":
            self._reply(headers, "200 OK")
            threading.Thread(target=self._play, daemon=True).start()
        else:
            self._reply(headers, "200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n")

    def _reply(self, headers: dict[str, str], status: str, extra: str = "", body: str = "") -> None:
        head = f"RTSP/1.0 {status}\r\nCSeq: {headers.get('cseq', '0')}\r\nSession: 1\r\n{extra}"
        self._write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())

    def _write(self, piece: bytes) -> None:
        with self._writing:
            self.wfile.write(piece)

    def _play(self) -> None:
        codec, sequence = self.server.codec(), 0
        try:
            for number in self.server.sending.numbers():
                at = round(number * CLOCK_HZ / self.server.sending.fps) & 0xFFFFFFFF
                for payload, last in codec.packets(number):
                    sequence = sequence + 1 & 0xFFFF
                    head = struct.pack(">BBHII", 0x80, last << 7 | codec.type, sequence, at, 7)
                    self._write(struct.pack(">cBH", b"$", 0, len(head) + len(payload)) + head + payload)
            if self.server.sending.then == "close":
                self.connection.shutdown(2)
        except (OSError, ValueError):
            return


@contextmanager
def rtsp_camera(
    sending: Sending, *, codec: type[JpegPayload | H264Payload] = H264Payload, credentials: str = ""
) -> Iterator[int]:
    """Serve on a free port, which is given. `credentials`: "user:password" to ask for."""
    server = _Camera(("127.0.0.1", 0), _Handler)
    server.sending, server.credentials, server.codec = sending, credentials, codec
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        sending.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
