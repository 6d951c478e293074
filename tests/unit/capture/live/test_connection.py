from __future__ import annotations

import cv2
import numpy as np
import pytest

from neopain.capture.live.back_off import BackOff
from neopain.capture.live.connection import Connection
from neopain.capture.usb.camera import UsbCamera, connect_usb
from neopain.core.errors import SourceFault
from neopain.core.sessions import SourceState
from tests.fakes import FakeClock
from tests.servers.fake_capture import FakeCapture, picture


class Bench:
    """A connection over a list of devices; None in the list is a device that cannot be opened."""

    def __init__(self, *devices):
        self.clock = FakeClock()
        self.devices = list(devices)
        self.opened_at = []
        self.details = []
        self.step_s = 0.0
        self.connection = Connection(self.open, name="bed 3", clock=self.clock, back_off=BackOff(lambda: 0.5))

    def open(self):
        self.opened_at.append(self.clock.now - 1000.0)
        device = self.devices.pop(0) if self.devices else None
        if device is None:
            raise SourceFault("it is unplugged")
        return UsbCamera(device, "bed 3", self.clock)

    def run(self, steps):
        """States seen, without repeats."""
        seen = [self.connection.status.state]
        for _ in range(steps):
            self.connection.step()
            if self.connection.status.state is not seen[-1]:
                seen.append(self.connection.status.state)
            self.details.append(self.connection.status.detail)
            self.clock.step(self.connection.wait_s + self.step_s)
        return seen


def test_a_life_with_a_replug():
    first, second = FakeCapture([picture()] * 3), FakeCapture([picture()] * 3)
    bench = Bench(first, None, second)
    assert bench.run(9) == [
        SourceState.CONNECTING,
        SourceState.LIVE,
        SourceState.RECONNECTING,
        SourceState.LIVE,
    ]
    assert bench.opened_at == [0.0, 1.0, 3.0]
    assert first.released == 1


def test_numbers_go_on_after_a_replug():
    bench = Bench(FakeCapture([picture()] * 2), FakeCapture([picture()] * 2))
    frames = []
    for _ in range(8):
        frames.append(bench.connection.step())
        bench.clock.step(bench.connection.wait_s)
    assert [frame.seq for frame in frames if frame] == [0, 1, 2, 3]


def test_a_camera_that_never_comes_fails_aloud_and_is_still_tried():
    bench = Bench()
    assert bench.run(6) == [SourceState.CONNECTING, SourceState.RECONNECTING, SourceState.FAILED]
    assert "unplugged" in bench.connection.status.detail
    tried = len(bench.opened_at)
    bench.run(2)
    assert len(bench.opened_at) == tried + 2
    assert bench.opened_at[-1] - bench.opened_at[-2] == 4.0


def test_nothing_is_opened_before_the_wait_is_over():
    bench = Bench()
    bench.connection.step()
    bench.connection.step()
    assert len(bench.opened_at) == 1


def test_the_state_keeps_its_beginning():
    bench = Bench()
    bench.run(3)
    assert bench.connection.status.at == 1000.0


def test_the_stamp_is_taken_at_the_grab_not_after_decoding():
    bench = Bench()

    class SlowDecoder(FakeCapture):
        def retrieve(self):
            bench.clock.step(0.5)
            return super().retrieve()

    bench.devices = [SlowDecoder([picture()])]
    bench.connection.step()
    assert bench.connection.step().captured_at == 1000.0


BAD = [
    cv2.error("decoder"),
    np.zeros((4, 4), np.uint8),
    np.zeros((0, 4, 3), np.uint8),
    np.zeros((4, 4, 4), np.uint8),
]


@pytest.mark.parametrize("bad", BAD)
def test_a_broken_picture_is_skipped_counted_and_told_and_the_connection_kept(bad):
    bench = Bench(FakeCapture([picture(), bad, picture()]))
    assert bench.run(4) == [SourceState.CONNECTING, SourceState.LIVE]
    assert bench.connection.broken == 1
    assert [(event.code, event.text) for event in bench.connection.take_events()] == [
        ("broken_pictures", "1 broken picture(s) skipped")
    ]
    assert len(bench.opened_at) == 1


def test_a_camera_that_gives_nothing_but_broken_pictures_is_connected_anew_and_says_so():
    bench = Bench(FakeCapture([cv2.error("decoder")] * 10**4), FakeCapture([picture()] * 99))
    bench.step_s = 0.1
    states = bench.run(60)
    assert states == [SourceState.CONNECTING, SourceState.RECONNECTING, SourceState.LIVE]
    assert any("cannot be read" in detail for detail in bench.details)


def test_many_broken_pictures_are_told_once_a_minute_with_their_number():
    pictures = [picture() if number % 3 else cv2.error("x") for number in range(1200)]
    bench = Bench(FakeCapture(pictures))
    bench.step_s = 0.1
    bench.run(1200)
    told = [event.text for event in bench.connection.take_events()]
    assert 2 <= len(told) <= 4
    assert bench.connection.broken == 400
    assert len(bench.opened_at) == 1


def test_a_changed_size_is_told_and_nothing_is_stretched():
    small, large = np.zeros((48, 64, 3), np.uint8), np.zeros((96, 64, 3), np.uint8)
    bench = Bench(FakeCapture([small, small, large, large]))
    frames = [bench.connection.step() for _ in range(5)]
    assert [frame.image.shape[:2] for frame in frames if frame] == [(48, 64), (48, 64), (96, 64), (96, 64)]
    (event,) = bench.connection.take_events()
    assert (event.code, event.text) == (
        "size_changed",
        "the picture's size changed from 64 x 48 to 64 x 96",
    )


def test_close_releases_once():
    device = FakeCapture([picture()])
    bench = Bench(device)
    bench.connection.step()
    bench.connection.close()
    bench.connection.close()
    assert device.released == 1


def test_a_driver_that_fails_while_opening_is_tried_again():
    class Refusing(FakeCapture):
        def set(self, prop, value, /):
            raise cv2.error("VIDIOC_S_FMT")

    devices = [Refusing([picture()]), FakeCapture([picture()] * 3)]
    bench = Bench()
    bench.connection._open_device = lambda: connect_usb(0, "bed 3", lambda *_: devices.pop(0), bench.clock)
    assert bench.run(4) == [SourceState.CONNECTING, SourceState.RECONNECTING, SourceState.LIVE]
