"""Cameras that always send something and never a picture: each attempt ends, and no other camera waits for it."""

from __future__ import annotations

import threading

import pytest

from neopain.capture.addresses.address import check_address
from neopain.capture.discovery.onvif import OnvifCamera
from neopain.capture.failures import CameraFailure
from neopain.capture.network import http_camera as http
from neopain.capture.network.http_camera import HttpStream, open_http_camera
from neopain.capture.network.rtsp_camera import open_rtsp_camera
from neopain.capture.wire.channel import Peer
from neopain.capture.wire.login import Login
from neopain.core.clock import SystemClock
from neopain.core.source_causes import FailureKind
from tests.servers.pictures import jpeg, number_of
from tests.servers.rtp import H264Payload
from tests.servers.rtsp_camera import rtsp_camera
from tests.servers.sending import Sending
from tests.servers.trickling import trickling

pytestmark = pytest.mark.slow

CLOCK = SystemClock()
PICTURE = jpeg(0)
COUNTED = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 900000\r\n\r\n"
UNCOUNTED = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n"
LONG_S = 5.0


def ended(act):
    """What it raised, if it ended at all within `LONG_S`."""
    found = []

    def run() -> None:
        try:
            act()
        except CameraFailure as fault:
            found.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(LONG_S)
    assert not thread.is_alive(), "it waits for ever"
    return found[0] if found else None


def http_device(port):
    return open_http_camera(Peer(check_address(f"http://127.0.0.1:{port}/x")), Login("", ""), CLOCK)


def rtsp_device(port):
    return open_rtsp_camera(Peer(check_address(f"rtsp://127.0.0.1:{port}/x")), Login("", ""), CLOCK)


def test_a_picture_that_trickles_is_given_up(monkeypatch):
    monkeypatch.setattr(http, "FIRST_PICTURE_S", 0.3)
    with trickling((COUNTED + PICTURE[:200], b"\x55")) as port:
        fault = ended(lambda: http_device(port))
    assert fault.kind is FailureKind.NO_PICTURE


def test_so_is_a_later_one_of_an_address_of_single_pictures(monkeypatch):
    monkeypatch.setattr(http, "PICTURE_S", 0.3)
    whole = COUNTED.replace(b"900000", str(len(PICTURE)).encode()) + PICTURE
    with trickling((whole, b""), (COUNTED + PICTURE[:200], b"\x55")) as port:
        device = http_device(port)
        assert number_of(device.read().image) == 0
        fault = ended(device.read)
    assert fault.kind is FailureKind.NO_PICTURE


def test_what_trickles_behind_the_first_picture_keeps_it_from_nobody(monkeypatch):
    monkeypatch.setattr(http, "FIRST_PICTURE_S", 0.3)
    monkeypatch.setattr(http, "PICTURE_S", 0.3)
    with trickling((UNCOUNTED + PICTURE, b"x")) as port:
        opened = []
        assert ended(lambda: opened.append(http_device(port))) is None
        [device] = opened
        assert isinstance(device, HttpStream)
        assert number_of(device.read().image) == 0
        fault = ended(device.read)
        device.close()
    assert fault.kind is FailureKind.NO_PICTURE


def test_an_onvif_camera_that_trickles_is_given_up(monkeypatch):
    monkeypatch.setattr("neopain.capture.discovery.onvif.ANSWER_S", 0.3)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\n\r\n<"
    with trickling((head, b" ")) as port:
        camera = OnvifCamera(f"http://127.0.0.1:{port}/onvif/device_service", clock=CLOCK)
        fault = ended(camera.offers)
    assert fault.kind is FailureKind.SILENT


class _OtherType(H264Payload):
    """Packets of a type that the description does not name."""

    type = 97


@pytest.mark.parametrize(
    "said",
    [{"drops": lambda _: True}, {"codec": _OtherType}],
    ids=["reports only", "another type than described"],
)
def test_an_rtsp_camera_that_sends_no_packet_of_its_video_is_given_up(monkeypatch, said):
    monkeypatch.setattr("neopain.capture.wire.rtsp.SILENCE_S", 0.5)
    with rtsp_camera(Sending(), **said) as port:
        device = rtsp_device(port)
        fault = ended(device.read)
        device.close()
    assert fault.kind is FailureKind.NO_PICTURE


def test_a_camera_that_sends_nothing_keeps_no_other_from_being_opened():
    with rtsp_camera(Sending(), drops=lambda _: True) as silent, rtsp_camera(Sending()) as sound:
        waiting, good = rtsp_device(silent), rtsp_device(sound)
        # It waits for its first picture now, for five seconds.
        waits = threading.Thread(target=lambda: ended(waiting.read), daemon=True)
        waits.start()
        pictures: list[object] = []
        reader = threading.Thread(target=lambda: pictures.append(good.read().image), daemon=True)
        threading.Event().wait(0.5)
        reader.start()
        reader.join(2.0)
        assert pictures, "one silent camera keeps the other from being opened"
        waiting.interrupt()
        waits.join(LONG_S)
        reader.join(LONG_S)
        waiting.close()
        good.close()
