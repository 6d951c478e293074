"""Whether alarms are on, as every page of the window says it."""

from __future__ import annotations

import pytest

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.inactivation import inactivation_of
from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.signals import AlarmMessage, AlarmSignals, Suspension
from neopain.core.clinical.procedure import Phase
from neopain.ui.panels.bars.alarm_bar import AlarmBar
from neopain.ui.panels.bars.procedure_bar import ProcedureBar
from neopain.ui.style.sizes import sizes_for
from neopain.ui.style.theme import DAY
from neopain.ui.widgets.blink import BlinkClock
from tests.fakes import FakeClock

pytestmark = pytest.mark.clause("D5")


def message(number: int) -> AlarmMessage:
    kind, pain = AlarmKind.PHYSIOLOGICAL, ConditionId.PAIN
    return AlarmMessage(
        number, pain, kind, Priority.MEDIUM, "PAIN SCORE", "Do it.", 1.0, False, None, 0.6, float(number)
    )


@pytest.fixture
def bar(qtbot):
    shown = AlarmBar(BlinkClock(FakeClock()))
    qtbot.addWidget(shown)
    shown.paint_with(DAY, sizes_for(width_px=1280, height_px=720, px_per_mm=4.0))
    return shown


@pytest.mark.clause("C6")
def test_the_alarm_bar_says_what_is_inactive(bar):
    signals = AlarmSignals(at=0.0)
    bar.show_inactivation(inactivation_of(signals, sound_works=False))
    assert "AUDIO OFF" in bar.suppression.text()
    bar.show_inactivation(inactivation_of(signals))
    assert bar.suppression.text() == "Sound on"
    bar.clear()
    assert bar.suppression.text() == "NOT MONITORING"


@pytest.mark.clause("E1")
def test_in_care_what_lasts_goes_before_what_ended_unseen(bar):
    held, ended = (message(9),), (message(8),)
    bar.show_signals(AlarmSignals(at=0.0, unseen=ended, suspended_messages=held, suspension=Suspension.CARE))
    assert "HELD BACK" in bar.pain.text
    assert "9.0" in bar.pain.text
    assert "ENDED" not in bar.pain.text


def test_the_line_of_a_procedure_says_it(qtbot):
    line = ProcedureBar()
    qtbot.addWidget(line)
    line.show_alarms(inactivation_of(AlarmSignals(at=0.0, suspension=Suspension.STANDBY)))
    line.show_phase(Phase.BEFORE, 30.0, 1.0)
    assert line.text.endswith("Standby: alarms are off.")
    line.show_alarms(inactivation_of(AlarmSignals(at=0.0)))
    assert line.text.endswith("Alarms are on.")


@pytest.mark.clause("E5", "E4")
def test_the_pages_before_the_panels_say_it(qtbot, running):
    """Visitors, paused, in care, in standby, after the session: never "on" where they are not."""
    window = running

    def wait_for(words: str) -> None:
        qtbot.waitUntil(lambda: words in window.body.page_text, timeout=8000)

    window.body.show_visitor(True)
    wait_for("Alarms are on.")
    window.alarms.audio_pause_asked.emit(True)
    wait_for("the sound is paused")
    window.alarms.audio_pause_asked.emit(False)
    wait_for("Alarms are on.")
    window._control.command(lambda watch, now: watch.start_care(now))
    wait_for("pain alarms are held back")
    window._control.command(lambda watch, now: watch.standby(True, now))
    wait_for("Standby: alarms are off.")
    window._control.command(lambda watch, now: watch.standby(False, now))
    wait_for("Alarms are on.")
    window._control.watch_silent.emit()
    wait_for("no alarm will come")
    window._control.stop()
    wait_for("Not monitoring: there are no alarms.")
