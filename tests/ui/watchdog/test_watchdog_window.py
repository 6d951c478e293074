"""The watchdog's window: hidden while all is well, over everything and audible when it is not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from neopain.core.liveness.heartbeat import Beater, Pulse, PulseFinding
from neopain.ui.platform.sound import AlarmSound
from neopain.ui.watchdog.reporter import WatchdogReporter
from neopain.ui.watchdog.window import WatchdogWindow
from tests.fakes import FakeClock

ALIVE = PulseFinding(Pulse.ALIVE)


class ScriptedListener:
    finding = ALIVE

    def look(self) -> PulseFinding:
        return self.finding


class Bed:
    def __init__(self, qtbot, player, folder) -> None:
        (folder / "watchdog.wav").write_bytes(b"RIFF")
        self.heartbeats = ScriptedListener()
        self.clock = FakeClock(0.0)
        self.log = folder / "watchdog.log"
        sound = AlarmSound(player, folder)
        self.window = WatchdogWindow(
            self.heartbeats, WatchdogReporter(self.clock, self.log), self.clock, sound
        )
        self.window._timer.stop()
        qtbot.addWidget(self.window)

    def look(self, finding: PulseFinding, seconds: float = 1.0) -> None:
        self.clock.step(seconds)
        self.heartbeats.finding = finding
        self.window._look()


@pytest.fixture
def quits(monkeypatch):
    asked: list[bool] = []
    monkeypatch.setattr(QApplication, "quit", lambda *_: asked.append(True))
    return asked


@pytest.fixture
def bed(qtbot, player, tmp_path, quits, monkeypatch):
    # The offscreen platform has no order of windows, and warns.
    monkeypatch.setattr(WatchdogWindow, "raise_", lambda _: None)
    one = Bed(qtbot, player, tmp_path)
    yield one
    one.window._ended = True


@pytest.mark.clause("F1")
@pytest.mark.parametrize(
    ("finding", "words"),
    [
        (PulseFinding(Pulse.STALLED, (Beater.SCREEN,), 1.0), "screen does not answer"),
        (PulseFinding(Pulse.STALLED, (Beater.WATCH,), 1.0), "no alarm will come"),
        (PulseFinding(Pulse.STALLED, tuple(Beater), 1.0), "program does not answer"),
        (PulseFinding(Pulse.GONE, tuple(Beater), 1.0), "ended unexpectedly"),
    ],
)
def test_it_shows_and_sounds_what_has_stopped(bed, player, finding, words):
    bed.look(ALIVE)
    assert not bed.window.isVisible()
    assert player.played == []
    bed.look(finding)
    assert bed.window.isVisible()
    assert bed.window.headline.text() == "MONITORING HAS STOPPED"
    assert words in bed.window.words.text()
    assert "Look at the infant" in bed.window.words.text()
    assert player.played == [("watchdog", 1.0)]
    assert finding.pulse.value in bed.log.read_text()


def test_a_stall_that_is_over_says_so_and_waits_to_be_seen(bed, quits):
    bed.look(PulseFinding(Pulse.STALLED, (Beater.SCREEN,), 0.0))
    bed.look(ALIVE)
    assert bed.window.isVisible()
    assert bed.window.headline.text() == "MONITORING RUNS AGAIN"
    QTest.mouseClick(bed.window.dismiss_button, Qt.MouseButton.LeftButton)
    assert not bed.window.isVisible()
    assert quits == []


@pytest.mark.clause("F3")
def test_it_stays_until_dismissed_and_then_the_process_ends(bed, quits):
    gone = PulseFinding(Pulse.GONE, tuple(Beater), 0.0)
    for _ in range(120):
        bed.look(gone)
    assert bed.window.isVisible()
    assert quits == []
    QTest.keyClick(bed.window, Qt.Key.Key_Escape)
    assert not bed.window.isVisible()
    assert quits == [True]


@pytest.mark.clause("F5")
def test_a_goodbye_ends_it_unseen(bed, quits):
    bed.look(PulseFinding(Pulse.ENDED))
    assert quits == [True]
    assert not bed.window.isVisible()
    assert not bed.log.exists()
