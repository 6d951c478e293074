"""An HTTP camera on loopback, in all the forms that cameras have."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.servers.pictures import jpeg
from tests.servers.sending import Sending

MULTIPART = "multipart/x-mixed-replace; boundary=frame"


def _head(picture: bytes, kind: str = "image/jpeg", end: str = "\r\n", extra: str = "") -> bytes:
    return f"Content-Type: {kind}{end}Content-Length: {len(picture)}{end}{extra}{end}".encode()


def part(picture: bytes) -> bytes:
    """The usual part, boundary first."""
    return b"--frame\r\n" + _head(picture) + picture + b"\r\n"


FORMS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "usual": (MULTIPART, part),
    "boundary after the part": (MULTIPART, lambda p: _head(p) + p + b"\r\n--frame\r\n"),
    "boundary glued to the next head": (
        MULTIPART,
        lambda p: b"\r\n--frame\r\n" + _head(p, extra="X-Timestamp: 1.0\r\n") + p,
    ),
    "image/jpg": (MULTIPART, lambda p: b"--frame\r\n" + _head(p, "image/jpg") + p + b"\r\n"),
    "no dashes": (MULTIPART, lambda p: b"frame\r\n" + _head(p) + p + b"\r\n"),
    "dashes in the parameter": ("multipart/x-mixed-replace; boundary=--frame", part),
    "dashes twice": ("multipart/x-mixed-replace; boundary=--frame", lambda p: b"--" + part(p)),
    "quoted": ('multipart/x-mixed-replace; boundary="frame"', part),
    "no boundary told": ("multipart/x-mixed-replace", part),
    "another boundary than told": ("multipart/x-mixed-replace; boundary=else", part),
    "no length": (MULTIPART, lambda p: b"--frame\r\nContent-Type: image/jpeg\r\n\r\n" + p + b"\r\n"),
    "wrong length": (MULTIPART, lambda p: b"--frame\r\n" + _head(p + b"xxxxx") + p + b"\r\n"),
    "no part type": (MULTIPART, lambda p: b"--frame\r\nContent-Length: %d\r\n\r\n" % len(p) + p + b"\r\n"),
    "bare line feeds": (MULTIPART, lambda p: b"--frame\n" + _head(p, end="\n") + p + b"\n"),
    "lower case": (MULTIPART, lambda p: b"--frame\r\n" + _head(p).lower() + p + b"\r\n"),
    "multipart/mixed": ("multipart/mixed; boundary=frame", part),
    "octet-stream with parts": ("application/octet-stream", part),
    "raw": ("video/x-motion-jpeg", lambda p: p),
    "raw octet-stream": ("application/octet-stream", lambda p: p),
    "image/jpeg for ever": ("image/jpeg", lambda p: p),
    "no end of image": (MULTIPART, lambda p: part(p[:-2])),
    "bytes between": (MULTIPART, lambda p: part(p) + b"\0" * 300),
    "thumbnail inside": (
        MULTIPART,
        lambda p: part(p[:2] + b"\xff\xe1" + (len(p) + 2).to_bytes(2, "big") + p + p[2:]),
    ),
}
"""Content type, and how a picture is packed."""


class _Camera(ThreadingHTTPServer):
    daemon_threads = True
    sending: Sending
    credentials: str
    login: str
    fixed_answer: tuple[str, bytes] | None
    encoded: Callable[[int], bytes]
    form: tuple[str, Callable[[bytes], bytes]]
    chunked: bool
    location: str
    status: int
    single: bool
    habit: str
    asked: list[dict[str, str]]

    def handle_error(self, request, client_address) -> None:
        """A client that hangs up is nothing to print."""


class _Camera6(_Camera):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    server: _Camera
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append({"path": self.path} | {k.lower(): v for k, v in self.headers.items()})
        habit = self.server.habit
        if habit == "continues":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nX: y\r\n\r\n")
        if self.server.credentials and not self._proved():
            self._empty(401, ("WWW-Authenticate", self._challenge()), *self._cookies())
        elif habit == "cookies" and not {"sid=7", "lang=de"} <= set(
            (self.headers.get("Cookie") or "").split("; ")
        ):
            self._empty(302, ("Location", self.path), *self._cookies())
        elif self.server.location and self.path != "/moved":
            self._empty(302, ("Location", self.server.location))
        elif self.server.status != 200:
            self._empty(self.server.status)
        elif self.server.fixed_answer is not None:
            self._body(*self.server.fixed_answer)
        elif self.server.single:
            number = len(self.server.sending.sent_at)
            self.server.sending.sent_at[number] = time.monotonic()
            self._body("image/jpeg", self.server.encoded(number))
        else:
            self._stream()

    def _cookies(self) -> tuple[tuple[str, str], ...]:
        told = (("Set-Cookie", "sid=7; Path=/; HttpOnly"), ("Set-Cookie", "lang=de"))
        return told if self.server.habit == "cookies" else ()

    def _challenge(self) -> str:
        return {
            "basic": 'Basic realm="camera"',
            "digest": 'Digest realm="ca\\"m", nonce="abc,123", qop="auth,auth-int", algorithm=MD5, opaque="o=o"',
            "digest old": 'Digest realm="camera", nonce="abc"',
            "sha-256": 'Digest realm="camera", nonce="abc", qop="auth", algorithm=SHA-256',
            "both": 'Basic realm="camera", Digest realm="camera", nonce="abc", qop="auth"',
            "ntlm": "NTLM",
        }[self.server.login]

    def _proved(self) -> bool:
        given = self.headers.get("Authorization") or ""
        if self.server.login == "basic":
            return given == "Basic " + base64.b64encode(self.server.credentials.encode()).decode()
        return digest_is_right(given, "GET", self.server.credentials, self.server.login)

    def _empty(self, status: int, *fields: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*fields, ("Content-Length", "0"), ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()

    def _body(self, kind: str, body: bytes) -> None:
        habit = self.server.habit
        packed = gzip.compress(body) if habit == "packed" else body
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(packed) + 5000 * (habit == "wrong length")))
        if habit == "packed":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(packed)
        if habit == "wrong length":
            # Kept alive, as if the rest were to come.
            self.server.sending.over.wait(20)

    def _stream(self) -> None:
        kind, packed = self.server.form
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if self.server.chunked:
            self.send_header("Transfer-Encoding", "chunked")
        if self.server.habit == "wrong length":
            self.send_header("Content-Length", "0")
        squeeze = None
        if self.server.habit == "packed":
            self.send_header("Content-Encoding", "gzip")
            squeeze = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
        self.end_headers()
        for number in self.server.sending.numbers():
            piece = packed(self.server.encoded(number))
            if squeeze is not None:
                piece = squeeze.compress(piece) + squeeze.flush(zlib.Z_SYNC_FLUSH)
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if self.server.chunked else piece)

    def log_message(self, *args) -> None:
        """Quiet."""


def digest_is_right(given: str, method: str, credentials: str, login: str = "digest") -> bool:
    """Whether an Authorization header proves the credentials, reckoned here once more from the RFC."""
    if not given.startswith("Digest "):
        return False
    found = re.findall(r'(\w+)=(?:"((?:[^"\\]|\\.)*)"|([^,\s]*))', given[7:])
    said = {name: re.sub(r"\\(.)", r"\1", quoted) or plain for name, quoted, plain in found}
    hash_name = "sha256" if login == "sha-256" else "md5"
    user, _, password = credentials.partition(":")

    def hashed(text: str) -> str:
        return hashlib.new(hash_name, text.encode()).hexdigest()

    secret = hashed(f"{user}:{said['realm']}:{password}")
    what = hashed(f"{method}:{said['uri']}")
    middle = f"{said['nc']}:{said['cnonce']}:{said['qop']}:" if "qop" in said else ""
    return said["response"] == hashed(f"{secret}:{said['nonce']}:{middle}{what}")


@contextmanager
def http_camera(
    sending: Sending,
    *,
    credentials: str = "",
    login: str = "basic",
    fixed_answer: tuple[str, bytes] | None = None,
    encoded: Callable[[int], bytes] = jpeg,
    form: str | tuple[str, Callable[[bytes], bytes]] = "usual",
    chunked: bool = False,
    location: str = "",
    status: int = 200,
    single: bool = False,
    habit: str = "",
    host: str = "127.0.0.1",
    asked: list[dict[str, str]] | None = None,
    certificate: tuple[str, str] | None = None,
) -> Iterator[int]:
    """Serve on a free port, which is given.

    `credentials`: "user:password" to ask for, in the way of `login`.  `fixed_answer`: content type and body
    instead of pictures.  `encoded`: picture n as JPEG.  `form`: of FORMS.  `location`: redirect everything but
    /moved.  `single`: one picture an answer.  `asked`: is filled with the requests' headers and path.
    `habit`: "continues" (announces its answers), "cookies" (wants two back), "packed" (gzip, unasked) or "wrong
    length".  `host`: where to listen.  `certificate`: files of a certificate and its key, for TLS.
    """
    kind = _Camera6 if ":" in host else _Camera
    # With a zone's number, where the host has one.
    server = kind(socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0][4], _Handler)
    server.habit = habit
    server.sending, server.credentials, server.fixed_answer = sending, credentials, fixed_answer
    server.encoded, server.login, server.chunked = encoded, login, chunked
    server.form = FORMS[form] if isinstance(form, str) else form
    server.location, server.status, server.single = location, status, single
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
