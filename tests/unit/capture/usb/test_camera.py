from __future__ import annotations

import cv2
import numpy as np
import pytest

from neopain.capture.failures import CameraFailure
from neopain.capture.usb import camera
from neopain.capture.usb.camera import UsbCamera, backends, open_camera
from neopain.core.sessions import SourceState
from tests.fakes import FakeClock
from tests.servers.fake_capture import FakeCapture, picture


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        ("linux", (cv2.CAP_V4L2,)),
        ("win32", (cv2.CAP_DSHOW, cv2.CAP_MSMF)),
        ("darwin", (cv2.CAP_AVFOUNDATION,)),
        ("freebsd14", (cv2.CAP_ANY,)),
    ],
)
def test_prefers_the_systems_own_backend(platform, expected):
    assert backends(platform) == expected


def read_until_told(source):
    frame = source.read()
    for _ in range(50):
        if frame is not None or source.status.state is not SourceState.CONNECTING:
            break
        frame = source.read()
    return frame


def test_tries_each_backend_and_asks_for_a_sensible_picture(monkeypatch):
    monkeypatch.setattr(camera, "backends", lambda: (1, 2))
    shut, good, asked = FakeCapture([], opened=False), FakeCapture([picture()]), []

    def factory(which, backend, _parameters):
        asked.append((which, backend))
        return {1: shut, 2: good}[backend]

    source = open_camera(0, clock=FakeClock(), factory=factory)
    assert read_until_told(source) is not None
    source.close()
    assert asked[:2] == [(0, 1), (0, 2)]
    assert shut.released == 1
    assert good.asked[cv2.CAP_PROP_FRAME_WIDTH] == 1280
    assert good.asked[cv2.CAP_PROP_FRAME_HEIGHT] == 720
    assert good.asked[cv2.CAP_PROP_FPS] == 30


@pytest.mark.parametrize("fault", [None, cv2.error("no such device")])
def test_a_missing_camera_is_no_exception(fault, monkeypatch):
    monkeypatch.setattr("neopain.capture.live.live_source.READ_WAIT_S", 0.05)

    def factory(*_):
        if fault:
            raise fault
        return FakeCapture([], opened=False)

    source = open_camera("/dev/video7", clock=FakeClock(), factory=factory)
    assert read_until_told(source) is None
    source.close()
    assert source.name == "/dev/video7"


def test_the_remedy_names_the_camera(monkeypatch):
    monkeypatch.setattr("neopain.capture.live.live_source.READ_WAIT_S", 0.05)
    source = open_camera(3, clock=FakeClock(), factory=lambda *_: FakeCapture([], opened=False))
    read_until_told(source)
    assert source.status.state is SourceState.RECONNECTING
    assert "camera 3 does not open; check that it is plugged in" in source.status.detail
    source.close()


def packed(image):
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


def without_tables(jpeg):
    """As cameras send it over the cable: the usual Huffman tables (DHT) are left out."""
    kept, place = jpeg[:2], 2
    while jpeg[place + 1] != 0xDA:
        size = 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
        kept += b"" if jpeg[place + 1] == 0xC4 else jpeg[place : place + size]
        place += size
    return kept + jpeg[place:]


LIVELY = np.random.default_rng(2).integers(0, 255, (48, 64, 3), np.uint8)


class MotionJpeg(FakeCapture):
    def get(self, prop, /):
        return float(cv2.VideoWriter.fourcc(*"MJPG")) if prop == cv2.CAP_PROP_FOURCC else 0.0


@pytest.mark.parametrize(
    ("cable", "whole"),
    [
        (packed(LIVELY), True),
        (packed(LIVELY) + bytes(700), True),
        (packed(LIVELY)[:-2], True),
        (without_tables(packed(LIVELY)), True),
        (packed(LIVELY)[:900], False),
        (packed(LIVELY)[:900] + bytes(500), False),
        (b"\0" * 100, False),
    ],
    ids=["whole", "zeros behind", "no end", "no tables", "cut", "cut, zeros behind", "nothing"],
)
def test_a_picture_as_it_crossed_the_cable_is_whole_or_none(cable, whole):
    capture = MotionJpeg([np.frombuffer(cable, np.uint8).reshape(1, -1)])
    device = UsbCamera(capture, "camera 0", FakeClock())
    assert capture.asked[cv2.CAP_PROP_CONVERT_RGB] == 0
    shot = device.read()
    assert (shot.image is not None) is whole, shot.why
    assert whole or shot.why


def test_what_is_lost_is_told_by_its_cause(tmp_path):
    there, gone = tmp_path / "video0", tmp_path / "video1"
    there.touch()
    for which, kind in ((str(there), "driver_failed"), (str(gone), "not_plugged_in"), (0, "driver_failed")):
        with pytest.raises(CameraFailure) as told:
            UsbCamera(FakeCapture([]), "camera", FakeClock(), which).read()
        assert told.value.kind == kind
    clock = FakeClock()
    with pytest.raises(CameraFailure) as told:
        UsbCamera(FakeCapture([], wait=lambda: clock.step(2.0)), "camera", clock, 0).read()
    assert told.value.kind == "stalled"
