from __future__ import annotations

import threading

import pytest

from neopain.capture.live.live_source import LiveSource
from neopain.capture.usb.camera import UsbCamera
from neopain.core.errors import ProgramFault
from neopain.core.sessions import SourceState
from tests.fakes import FakeClock
from tests.servers.fake_capture import FakeCapture, picture


class Gate:
    """Lets the device give one picture for each `open`."""

    def __init__(self):
        self._permits = threading.Semaphore(0)

    def __call__(self):
        self._permits.acquire(timeout=5)

    def open(self, times=1):
        self._permits.release(times)


@pytest.fixture
def rig():
    clock, gate = FakeClock(), Gate()
    device = FakeCapture([picture(level) for level in range(100)], wait=gate)
    source = LiveSource("bed 3", lambda: UsbCamera(device, "bed 3", clock), clock=clock)
    yield source, gate, clock, device
    gate.open(200)
    source.close()


def test_only_the_newest_picture_counts(rig):
    source, gate, _, _ = rig
    gate.open(1)
    assert source.read().seq == 0
    gate.open(5)
    while source._newest.seq < 5:
        threading.Event().wait(0.001)
    frame = source.read()
    assert (frame.seq, frame.image[0, 0, 0]) == (5, 5)


def test_no_picture_is_given_twice_and_an_old_one_is_stale(rig, monkeypatch):
    monkeypatch.setattr("neopain.capture.live.live_source.READ_WAIT_S", 0.01)
    source, gate, clock, _ = rig
    gate.open()
    while source.read() is None:
        pass
    assert source.status.state is SourceState.LIVE
    assert source.read() is None
    assert source.status.state is SourceState.LIVE
    clock.step(1.5)
    assert source.read() is None
    assert source.status.state is SourceState.STALE
    assert source.status.at == 1000.0


def test_a_slow_camera_is_not_stale_between_its_pictures(rig, monkeypatch):
    monkeypatch.setattr("neopain.capture.live.live_source.READ_WAIT_S", 1.0)
    source, gate, clock, _ = rig
    for seq in range(40):
        gate.open()
        assert source.read().seq == seq
        clock.step(0.5)
    monkeypatch.setattr("neopain.capture.live.live_source.READ_WAIT_S", 0.01)
    clock.step(1.0)
    source.read()
    assert source.status.state is SourceState.LIVE
    clock.step(2.0)
    source.read()
    assert source.status.state is SourceState.STALE


def test_a_device_is_released_by_the_thread_that_reads_it(rig):
    source, gate, _, device = rig
    gate.open()
    source.read()
    gate.open(200)
    source.close()
    source._thread.join(5)
    assert device.released == 1
    assert source.read() is None
    assert source.status.state is SourceState.STOPPED


def test_closed_before_the_first_read_opens_nothing():
    source = LiveSource("bed 3", lambda: pytest.fail("opened"), clock=FakeClock())
    source.close()
    assert source.read() is None
    assert source._thread is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_our_own_fault_in_the_thread_is_not_silence(monkeypatch):
    monkeypatch.setattr("neopain.capture.live.live_source.READ_WAIT_S", 0.2)

    def broken():
        raise ZeroDivisionError

    source = LiveSource("bed 3", broken, clock=FakeClock())
    with pytest.raises(ProgramFault, match="bed 3 has died"):
        source.read()
    source.close()


def test_why_there_is_no_picture(rig, monkeypatch):
    monkeypatch.setattr("neopain.capture.live.live_source.READ_WAIT_S", 0.01)
    source, gate, clock, _ = rig
    gate.open()
    while source.read() is None:
        pass
    clock.step(1.5)
    source.read()
    assert (source.status.state, source.status.cause) == (SourceState.STALE, "no_new_picture")
    source._arrived_at = clock.now
    source.read()
    assert source.status.cause == "pictures_late", "pictures come, but old ones"
    source._slow_at = clock.now
    source.read()
    assert source.status.cause == "computer_slow"
    assert "computer" in source.status.detail


def test_a_wait_that_ends_late_is_this_computers_fault(rig, monkeypatch):
    monkeypatch.setattr("neopain.capture.live.live_source.READ_WAIT_S", 0.01)
    source, gate, clock, _ = rig
    gate.open()
    while source.read() is None:
        pass
    waited = source._changed.wait_for

    def slow(*arguments):
        clock.step(3.0)
        return waited(*arguments)

    monkeypatch.setattr(source._changed, "wait_for", slow)
    source.read()
    assert source.status.cause == "computer_slow"
