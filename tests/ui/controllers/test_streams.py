"""Live streams from the window: off until wanted, in the running session, and never in the monitor's way."""

from __future__ import annotations

import time

import pytest

from neopain.core.errors import SettingFault
from neopain.core.readings import Reading

READINGS_S = 8.0


def told(service):
    return [one for one in service.heard.heard if isinstance(one, Reading)]


def test_they_begin_and_end_with_a_touch_while_monitoring_goes_on(qtbot, running, service):
    action = running.controls.streams
    assert action in running.controls.more
    assert not action.isChecked()
    assert not told(service)
    action.trigger()
    qtbot.waitUntil(lambda: len(told(service)) > 2, timeout=10_000)
    assert "on the network" in running.notice.text
    qtbot.waitUntil(lambda: any(one.code == "live_streams" for one in service.record.entries), timeout=5000)
    action.trigger()
    assert service.heard.closed.wait(READINGS_S)
    count = len(told(service))
    qtbot.wait(500)
    assert len(told(service)) == count


def test_a_reader_that_hangs_slows_nothing(qtbot, running, service):
    service.heard.wait_s = 60.0
    running.controls.streams.trigger()
    qtbot.waitUntil(lambda: service.live.on, timeout=5000)
    before = len(service.record.readings)
    began = time.monotonic()
    qtbot.waitUntil(lambda: len(service.record.readings) >= before + 20, timeout=15_000)
    assert time.monotonic() - began < READINGS_S
    running.controls.streams.trigger()
    qtbot.waitUntil(lambda: not service.live.on, timeout=2000)
    assert running.body.score.numeral.text != "--"


def test_where_they_cannot_be_made_the_button_stays_off_and_says_why(qtbot, running, service, monkeypatch):
    def refuse():
        raise SettingFault("--lsl needs the optional part pylsl")

    monkeypatch.setattr(service.live, "_need", refuse)
    running.controls.streams.trigger()
    qtbot.waitUntil(lambda: "pylsl" in running.notice.text, timeout=5000)
    assert not running.controls.streams.isChecked()
    assert not service.live.on


def test_streams_that_nobody_gets_say_so_once(qtbot, running, service, monkeypatch):
    def refuse():
        raise OSError(28, "No space left on device")

    told_faults = []
    running._control.fault_told.connect(told_faults.append)
    monkeypatch.setattr(service.heard, "open", refuse)
    running.controls.streams.trigger()
    qtbot.waitUntil(lambda: "No space left" in running.notice.text, timeout=8000)
    qtbot.waitUntil(lambda: any(one.code == "live_streams_trouble" for one in service.record.entries))
    running.streams._tell_trouble()
    assert len(told_faults) == 1
    assert len(service.record.readings) > 0


@pytest.mark.slow
def test_a_new_session_is_told_too_and_its_end_ends_them(qtbot, running, service):
    running.controls.streams.trigger()
    qtbot.waitUntil(lambda: len(told(service)) > 2, timeout=10_000)
    running._control.stop()
    qtbot.waitUntil(service.heard.closed.is_set, timeout=15_000)
    qtbot.waitUntil(lambda: running._control.monitor is None and not running._control.busy, timeout=10_000)
    count = len(told(service))
    running.start("simulated")
    qtbot.waitUntil(lambda: len(told(service)) > count + 2, timeout=10_000)
