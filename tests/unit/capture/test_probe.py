"""The staged test of a USB camera; those of network cameras are in the contract tests."""

from __future__ import annotations

from neopain.capture.probe import CameraProbe
from tests.fakes import FakeClock
from tests.servers.fake_capture import FakeCapture, picture

NAMES = ["address", "connection", "first picture", "rate", "size", "codec", "delay", "clock"]


def stages(spec, capture=None, **options):
    clock = FakeClock()
    capture = capture or FakeCapture([picture()] * 200)
    capture._wait = lambda: clock.step(0.1)
    probe = CameraProbe(spec, clock=clock, factory=lambda *_: capture, **options)
    return list(probe.stages()), capture


def test_a_usb_camera_passes_every_stage():
    found, _ = stages("0")
    assert [stage.name for stage in found] == NAMES
    assert all(stage.passed for stage in found)
    assert found[0].words == "camera 0 of this computer"
    assert found[3].words.startswith("10.0 pictures a second")


def test_one_that_does_not_open_says_so():
    for spec, words in (
        ("7", "camera 7 does not open; check that it is plugged in"),
        ("/dev/video77", "/dev/video77 is not plugged in; plug it in again"),
        ("usb:\\\\?\\usb#vid_046d", "USB camera \\\\?\\usb#vid_046d is not plugged in"),
    ):
        found, _ = stages(spec, FakeCapture([], opened=False))
        assert [(stage.name, stage.passed) for stage in found] == [("address", True), ("connection", False)]
        assert words in found[-1].words


def test_one_that_is_cancelled_tells_nothing_more_and_is_let_go():
    capture = FakeCapture([picture()] * 1000)
    probe = CameraProbe("0", clock=FakeClock(), factory=lambda *_: capture)
    running = probe.stages()
    assert next(running).name == "address"
    assert next(running).name == "connection"
    probe.cancel()
    assert list(running) == []
    assert capture.released == 1


def test_one_that_vanishes_while_it_is_measured_fails_there():
    found, _ = stages("0", FakeCapture([picture()] * 5))
    assert (found[-1].name, found[-1].passed) == ("rate", False)
    assert "fails in its driver" in found[-1].words


def test_what_is_no_camera_is_refused_at_its_address():
    for spec in ("film.mp4", "simulated", "ftp://10.0.0.7/", "rtsp://nurse:s3cret@/x@y"):
        found, _ = stages(spec)
        assert [(stage.name, stage.passed) for stage in found] == [("address", False)]
        assert "s3cret" not in found[0].words
