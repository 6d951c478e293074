"""An RTSP camera on loopback (RFC 2326): RTP inside the connection or in UDP packets; logins; faults on demand."""

from __future__ import annotations

import base64
import re
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.servers.http_camera import digest_is_right
from tests.servers.rtp import H264Payload, JpegPayload
from tests.servers.sending import Sending

CLOCK_HZ = 90_000


class _Camera(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    sending: Sending
    credentials: str
    codec: Callable[[], JpegPayload | H264Payload]
    login: str
    redirect: tuple[str, str] | None
    udp_only: bool
    drops: Callable[[int], bool]
    stamps: Callable[[int], float]
    status: str
    asked: list[tuple[str, dict[str, str]]]

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up is nothing to print."""


class _Handler(socketserver.StreamRequestHandler):
    server: _Camera

    def handle(self) -> None:
        self._writing = threading.Lock()
        self._udp: tuple[socket.socket, tuple[str, int]] | None = None
        while line := self.rfile.readline():
            if line.startswith(b"$"):
                # The client's RTCP reports, of which we need nothing; readline may have cut one at a newline.
                continue
            if b" RTSP/1.0" in line:
                self._answer(line.split()[0].decode(), line.split()[1].decode(), self._headers())
            elif b" HTTP/" in line:
                self._reply({}, "400 Bad Request")

    def _headers(self) -> dict[str, str]:
        headers = {}
        while (line := self.rfile.readline().strip()) and b":" in line:
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        return headers

    def _proved(self, method: str, given: str) -> bool:
        if self.server.login == "basic":
            return given == "Basic " + base64.b64encode(self.server.credentials.encode()).decode()
        return digest_is_right(given, method, self.server.credentials)

    def _answer(self, method: str, url: str, headers: dict[str, str]) -> None:
        camera = self.server
        camera.asked.append((method, headers | {"url": url}))
        if (
            camera.credentials
            and method != "OPTIONS"
            and not self._proved(method, headers.get("authorization", ""))
        ):
            way = 'Basic realm="camera"' if camera.login == "basic" else 'Digest realm="camera", nonce="n1"'
            self._reply(headers, "401 Unauthorized", f"WWW-Authenticate: {way}\r\n")
        elif camera.redirect and camera.redirect[0] == method:
            self._reply(headers, "302 Moved", f"Location: {camera.redirect[1]}\r\n")
        elif method == "DESCRIBE" and camera.status != "200 OK":
            self._reply(headers, camera.status)
        elif method == "DESCRIBE":
            sdp = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=test\r\nt=0 0\r\n" + camera.codec.sdp
            self._reply(headers, "200 OK", "Content-Type: application/sdp\r\n", sdp)
        elif method == "SETUP":
            self._set_up(headers)
        elif method == "PLAY":
            self._reply(headers, "200 OK")
            threading.Thread(target=self._play, daemon=True).start()
        else:
            self._reply(headers, "200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n")

    def _set_up(self, headers: dict[str, str]) -> None:
        wanted = headers.get("transport", "")
        ports = re.search(r"client_port=(\d+)-", wanted)
        if "TCP" in wanted and not self.server.udp_only:
            self._reply(headers, "200 OK", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n")
        elif ports and self.server.udp_only:
            own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            own.bind(("127.0.0.1", 0))
            self._udp = (own, (self.client_address[0], int(ports[1])))
            port = own.getsockname()[1]
            self._reply(
                headers, "200 OK", f"Transport: RTP/AVP;unicast;{ports[0]}x;server_port={port}-{port}\r\n"
            )
        else:
            self._reply(headers, "461 Unsupported transport")

    def _reply(self, headers: dict[str, str], status: str, extra: str = "", body: str = "") -> None:
        head = f"RTSP/1.0 {status}\r\nCSeq: {headers.get('cseq', '0')}\r\nSession: 1;timeout=5\r\n{extra}"
        self._write(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())

    def _write(self, piece: bytes) -> None:
        with self._writing:
            self.wfile.write(piece)

    def _send(self, packet: bytes) -> None:
        if self._udp is not None:
            self._udp[0].sendto(packet, self._udp[1])
        else:
            self._write(struct.pack(">cBH", b"$", 0, len(packet)) + packet)

    def _report(self, at: int) -> None:
        """A sender report (RFC 3550, 6.4.1) on the channel beside the video's, as every camera sends them."""
        report = struct.pack(">BBHIQIII", 0x80, 200, 6, 7, 0, at, 0, 0)
        self._write(struct.pack(">cBH", b"$", 1, len(report)) + report)

    def _play(self) -> None:
        codec, sequence = self.server.codec(), 65_500
        try:
            for number in self.server.sending.numbers():
                at = round(self.server.stamps(number) * CLOCK_HZ) & 0xFFFFFFFF
                for payload, last in codec.packets(number):
                    sequence = sequence + 1 & 0xFFFF
                    if self.server.drops(number):
                        continue
                    self._send(struct.pack(">BBHII", 0x80, last << 7 | codec.type, sequence, at, 7) + payload)
                if self._udp is None and number % 3 == 0:
                    self._report(at)
            if self.server.sending.then == "close":
                self.connection.shutdown(2)
        except (OSError, ValueError):
            return
        finally:
            if self._udp is not None:
                self._udp[0].close()


@contextmanager
def rtsp_camera(
    sending: Sending,
    *,
    codec: Callable[[], JpegPayload | H264Payload] = H264Payload,
    credentials: str = "",
    login: str = "basic",
    redirect: tuple[str, str] | None = None,
    udp_only: bool = False,
    drops: Callable[[int], bool] = lambda _: False,
    stamps: Callable[[int], float] | None = None,
    status: str = "200 OK",
    asked: list[tuple[str, dict[str, str]]] | None = None,
    certificate: tuple[str, str] | None = None,
) -> Iterator[int]:
    """Serve on a free port, which is given.

    `credentials`: "user:password" to ask for, in the way of `login`.  `redirect`: (method, location) that is
    answered with 302.  `drops`: of which pictures the packets are lost.  `stamps`: seconds that picture n bears.  `status`: of DESCRIBE.  `asked`: is
    filled with (method, headers).  `certificate`: files of a certificate and its key, for TLS.
    """
    server = _Camera(("127.0.0.1", 0), _Handler)
    server.sending, server.credentials, server.codec = sending, credentials, codec
    server.login, server.redirect, server.udp_only = login, redirect, udp_only
    server.drops, server.status = drops, status
    server.stamps = stamps or (lambda number: number / sending.fps)
    server.asked = [] if asked is None else asked
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        sending.over.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


class Tap:
    """A port that takes down whatever it is sent: what a stranger would learn."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.heard = b""
        self.connections = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                connection.settimeout(1.0)
                try:
                    self.heard += connection.recv(65_536)
                    time.sleep(0.1)
                except OSError:
                    continue

    def close(self) -> None:
        self._listener.close()
