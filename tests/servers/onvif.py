"""An ONVIF camera on loopback: answers WS-Discovery over real UDP, and SOAP over real HTTP."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GROUP = "239.255.255.250"
HEAD = (
    '<?xml version="1.0"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" '
    'xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" '
    'xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:tt="http://www.onvif.org/ver10/schema" '
    'xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl" '
    'xmlns:ter="http://www.onvif.org/ver10/error"><SOAP-ENV:Body>'
)
TAIL = "</SOAP-ENV:Body></SOAP-ENV:Envelope>"


def envelope(body: str) -> bytes:
    return f"{HEAD}{body}{TAIL}".encode()


@dataclass
class Camera:
    """What it is and says.

    `types`: of NetworkVideoTransmitter and Device, those that it answers to. `profiles`: token, encoding, width,
    height, path. `names_host`: as what it calls itself in its answers. `ahead_s`: of its clock. `asked`: bodies.
    `without_stream`: tokens of profiles whose stream it refuses to name. `snapshot`: port and path of its single
    pictures, as "8080/snap.jpg"; "" for none.
    """

    name: str = "Ward%20Cam%203"
    types: tuple[str, ...] = ("NetworkVideoTransmitter", "Device")
    credentials: str = ""
    profiles: tuple[tuple[str, str, int, int, str], ...] = (
        ("main", "H265", 3840, 2160, "/main"),
        ("sub", "H264", 1280, 720, "/sub?ch=1&amp;u=2"),
        ("small", "JPEG", 320, 240, "/small"),
    )
    names_host: str = "127.0.0.1"
    rtsp_port: int = 554
    ahead_s: float = 0.0
    without_stream: tuple[str, ...] = ()
    snapshot: str = ""
    http_port: int = 0
    endpoint: str = "urn:uuid:4d454930-0000-1000-8000-bc5ff4d1e2f3"
    asked: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)


def match(camera: Camera) -> bytes:
    service = f"http://{camera.names_host}:{camera.http_port}/onvif/device_service"
    return envelope(
        "<d:ProbeMatches><d:ProbeMatch><wsa:EndpointReference><wsa:Address>"
        f"{camera.endpoint}</wsa:Address></wsa:EndpointReference><d:Types>tds:Device</d:Types>"
        f"<d:Scopes>onvif://www.onvif.org/Profile/Streaming onvif://www.onvif.org/name/{camera.name} "
        "onvif://www.onvif.org/hardware/WC-3</d:Scopes>"
        f"<d:XAddrs>http://[fe80::1]/onvif/device_service {service}</d:XAddrs>"
        "</d:ProbeMatch></d:ProbeMatches>"
    )


@contextmanager
def discovery(camera: Camera, answer=None, group: str = GROUP) -> Iterator[int]:
    """Answer questions to the group and to the host itself, on a free port, which is given."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("", 0))
    sock.setsockopt(
        socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
        struct.pack("=4s4s", socket.inet_aton(group), socket.inet_aton("127.0.0.1")),
    )  # fmt: skip
    sock.settimeout(0.05)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                question, sender = sock.recvfrom(65_536)
            except TimeoutError:
                continue
            text = question.decode("utf-8", "replace")
            camera.asked.append(text)
            wanted = re.search(r"<d:Types>\w+:(\w+)</d:Types>", text)
            number = re.search(r"<a:MessageID>(.*?)</a:MessageID>", text)
            # As some cameras do: an id that was answered once is not answered again.
            if wanted and wanted[1] in camera.types and number and number[1] not in camera.ids:
                camera.ids.append(number[1])
                sock.sendto(match(camera) if answer is None else answer, sender)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield sock.getsockname()[1]
    finally:
        over.set()
        thread.join(5)
        sock.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    camera: Camera


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        camera = self.server.camera
        camera.asked.append(body)
        if "GetSystemDateAndTime" in body:
            self._answer(200, _date(camera))
        elif camera.credentials and not _proved(body, camera):
            self._answer(
                400,
                "<SOAP-ENV:Fault><SOAP-ENV:Code><SOAP-ENV:Value>SOAP-ENV:Sender</SOAP-ENV:Value><SOAP-ENV:Subcode>"
                "<SOAP-ENV:Value>ter:NotAuthorized</SOAP-ENV:Value></SOAP-ENV:Subcode></SOAP-ENV:Code>"
                "</SOAP-ENV:Fault>",
            )
        elif "GetCapabilities" in body:
            place = f"http://{camera.names_host}:{self.server.server_address[1]}/onvif/media"
            self._answer(200, f"<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Media><tt:XAddr>{place}"
                              "</tt:XAddr></tt:Media></tds:Capabilities></tds:GetCapabilitiesResponse>")  # fmt: skip
        elif "GetProfiles" in body and self.path == "/onvif/media":
            self._answer(200, _profiles(camera))
        elif "GetSnapshotUri" in body and camera.snapshot:
            self._answer(200, f"<trt:GetSnapshotUriResponse><trt:MediaUri><tt:Uri>http://{camera.names_host}:"
                              f"{camera.snapshot}</tt:Uri></trt:MediaUri></trt:GetSnapshotUriResponse>")  # fmt: skip
        elif (token := re.search(r"<ProfileToken>(.*?)<", body)) and token[1] in camera.without_stream:
            self._answer(500, "<SOAP-ENV:Fault><SOAP-ENV:Code><SOAP-ENV:Value>SOAP-ENV:Receiver</SOAP-ENV:Value>"
                              "<SOAP-ENV:Subcode><SOAP-ENV:Value>ter:ActionNotSupported</SOAP-ENV:Value>"
                              "</SOAP-ENV:Subcode></SOAP-ENV:Code></SOAP-ENV:Fault>")  # fmt: skip
        elif "GetStreamUri" in body:
            token = token[1]
            path = next(each[4] for each in camera.profiles if each[0] == token)
            self._answer(200, f"<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>rtsp://{camera.names_host}:"
                              f"{camera.rtsp_port}{path}</tt:Uri></trt:MediaUri></trt:GetStreamUriResponse>")  # fmt: skip
        else:
            self._answer(500, "<SOAP-ENV:Fault/>")

    def _answer(self, status: int, body: str) -> None:
        packed = envelope(body)
        self.send_response(status)
        self.send_header("Content-Type", "application/soap+xml")
        self.send_header("Content-Length", str(len(packed)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(packed)
        self.close_connection = True

    def log_message(self, *args) -> None:
        """Quiet."""


@contextmanager
def services(camera: Camera) -> Iterator[str]:
    """Serve the device and media services; gives the device service's address."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.camera = camera
    camera.http_port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{camera.http_port}/onvif/device_service"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _date(camera: Camera) -> str:
    now = datetime.now(UTC) + timedelta(seconds=camera.ahead_s)
    return (
        "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:UTCDateTime><tt:Time>"
        f"<tt:Hour>{now.hour}</tt:Hour><tt:Minute>{now.minute}</tt:Minute><tt:Second>{now.second}</tt:Second></tt:Time>"
        f"<tt:Date><tt:Year>{now.year}</tt:Year><tt:Month>{now.month}</tt:Month><tt:Day>{now.day}</tt:Day></tt:Date>"
        "</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
    )


def _profiles(camera: Camera) -> str:
    each = "".join(
        f'<trt:Profiles token="{token}" fixed="true"><tt:Name>{token}</tt:Name><tt:VideoEncoderConfiguration>'
        f"<tt:Encoding>{encoding}</tt:Encoding><tt:Resolution><tt:Width>{width}</tt:Width><tt:Height>{height}"
        "</tt:Height></tt:Resolution></tt:VideoEncoderConfiguration></trt:Profiles>"
        for token, encoding, width, height, _ in camera.profiles
    )
    return f"<trt:GetProfilesResponse>{each}</trt:GetProfilesResponse>"


def _proved(body: str, camera: Camera) -> bool:
    """Reckoned here once more from WS-Security UsernameToken 1.0; a proof is good for 30 s of the camera's time."""
    user, _, password = camera.credentials.partition(":")
    found = [
        re.search(rf"<\w+:{name}\b[^>]*>(.*?)<", body)
        for name in ("Username", "Password", "Nonce", "Created")
    ]
    if not all(found):
        return False
    name, proof, nonce, created = (each[1] for each in found)
    digest = hashlib.sha1(
        base64.b64decode(nonce) + created.encode() + password.encode(), usedforsecurity=False
    ).digest()
    at = datetime.fromisoformat(created)
    now = datetime.now(UTC) + timedelta(seconds=camera.ahead_s)
    return (
        name == user and base64.b64encode(digest).decode() == proof and abs((at - now).total_seconds()) < 30
    )
