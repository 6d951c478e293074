from __future__ import annotations

import cv2
import pytest

from neopain.capture.usb import camera
from neopain.capture.usb.camera import backends, open_camera
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
