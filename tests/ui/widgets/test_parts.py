"""Single widgets: alarm fields, video, sheets, lock, banner, background, sound."""

from __future__ import annotations

import gc
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QFont, QFontMetricsF, QImage
from PySide6.QtWidgets import QPushButton

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.kinds import AlarmKind, Priority
from neopain.core.alarms.signals import AlarmMessage, AlarmSignals, SoundCue, SoundPattern
from neopain.core.alarms.sound_policy import LEAST_VOLUME
from neopain.core.clock import SystemClock
from neopain.core.frames import Frame
from neopain.core.sessions import SourceState, SourceStatus
from neopain.ui.panels.bars.alarm_bar import AlarmBar
from neopain.ui.panels.notice import Notice
from neopain.ui.panels.picture.video_view import VideoView
from neopain.ui.panels.score.numeral import Numeral
from neopain.ui.platform.background import BackgroundCalls
from neopain.ui.platform.gc_on_gui_thread import GuiThreadGc
from neopain.ui.platform.sound import VOLUMES, AlarmSound
from neopain.ui.platform.sound_players import PLAYERS, find_player
from neopain.ui.style.sizes import sizes_for
from neopain.ui.style.theme import DAY, NIGHT
from neopain.ui.widgets.blink import BlinkClock
from neopain.workers.frames.mailbox import Mailbox
from tests.fakes import FakeClock

SIZES = sizes_for(width_px=1280, height_px=720, px_per_mm=4.0)


def message(number: int, *, kind=AlarmKind.TECHNICAL, priority=Priority.MEDIUM, acknowledged=False):
    flash = 0.6 if priority is Priority.MEDIUM and not acknowledged else 0.0
    return AlarmMessage(
        number,
        ConditionId.CAMERA_LOST,
        kind,
        priority,
        f"NUMBER {number}",
        "Do it.",
        1.0,
        acknowledged,
        None,
        flash,
    )


@pytest.fixture
def bar(qtbot):
    clock = FakeClock()
    shown = AlarmBar(BlinkClock(clock))
    qtbot.addWidget(shown)
    shown.paint_with(DAY, SIZES)
    return shown, clock


@pytest.mark.clause("A5")
def test_several_alarms_take_turns_of_two_seconds(bar):
    field, _ = bar
    texts = []
    for at in (0.0, 1.9, 2.1, 4.1):
        field.show_signals(AlarmSignals(at=at, messages=(message(1), message(2))))
        texts.append(field.technical.text.partition(" (")[0])
    assert texts == ["!! NUMBER 1", "!! NUMBER 1", "!! NUMBER 2", "!! NUMBER 1"]


@pytest.mark.clause("D1")
def test_a_medium_alarm_flashes_and_an_acknowledged_one_is_steady(qtbot, bar):
    shown, clock = bar
    shown.show_signals(AlarmSignals(at=0.0, messages=(message(1),)))
    lit = shown.technical.styleSheet()
    clock.step(1.0)
    qtbot.waitUntil(lambda: shown.technical.styleSheet() != lit)
    shown.show_signals(AlarmSignals(at=0.0, messages=(message(1, acknowledged=True),)))
    steady = shown.technical.styleSheet()
    clock.step(0.8)
    qtbot.wait(150)
    assert shown.technical.styleSheet() == steady


@pytest.mark.clause("A4")
def test_an_alarm_that_ended_unseen_stays_and_can_be_acknowledged(bar):
    shown, _ = bar
    shown.show_signals(AlarmSignals(at=0.0, unseen=(message(3),)))
    assert "NOT SEEN" in shown.technical.text
    assert shown.findChildren(QPushButton)[0].isEnabled()


def test_the_numeral_is_dashes_or_one_decimal(qtbot):
    numeral = Numeral()
    qtbot.addWidget(numeral)
    numeral.paint_with("#112233", "#778899", 90)
    numeral.show_value(7.25)
    assert numeral.text in {"7.2", "7.3"}
    assert numeral.colour.name() == "#112233"
    numeral.show_value(None)
    assert numeral.text == "--"
    assert numeral.colour.name() == "#778899"
    assert numeral.accessibleName() == "No score"


def test_the_video_shows_the_frame_itself_and_greys_an_old_one(qtbot):
    clock, mailbox = FakeClock(), Mailbox()
    view = VideoView(clock)
    qtbot.addWidget(view)
    view.resize(320, 240)
    view.show()
    image = np.zeros((120, 160, 3), np.uint8)
    image[..., 2] = 200
    mailbox.put(Frame(0, clock.monotonic(), image))
    view.watch(mailbox, simulated=False)
    qtbot.waitUntil(lambda: view.live)
    assert view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32).pixelColor(160, 120).red() == 200
    clock.step(10.0)
    assert not view.live
    colour = view.grab().toImage().pixelColor(40, 100)
    assert colour.red() == pytest.approx(colour.green(), abs=8)


def test_the_picture_is_dimmed_at_night(qtbot):
    clock, mailbox = FakeClock(), Mailbox()
    view = VideoView(clock)
    qtbot.addWidget(view)
    view.resize(320, 240)
    view.show()
    mailbox.put(Frame(0, clock.monotonic(), np.full((120, 160, 3), 200, np.uint8)))
    view.watch(mailbox, simulated=False)
    qtbot.waitUntil(lambda: view.live)
    reds = []
    for palette in (DAY, NIGHT):
        view.paint_with(palette)
        reds.append(view.grab().toImage().pixelColor(160, 100).red())
    assert reds[0] == 200
    assert reds[1] < 110


def test_a_hidden_picture_is_covered(qtbot):
    view = VideoView(SystemClock())
    qtbot.addWidget(view)
    view.hide_picture(True)
    assert view.picture_hidden


def test_faults_do_not_stack_and_news_do_not_cover_them(qtbot):
    notice = Notice()
    qtbot.addWidget(notice)
    for _ in range(3):
        notice.tell_fault("disk full")
    assert notice.text == "disk full  (x 3)"
    notice.tell_news("exported")
    assert "disk full" in notice.text
    notice.dismiss()
    notice.tell_news("exported")
    assert notice.text == "exported"


def test_a_fault_that_nobody_dismissed_stands_behind_a_newer_one(qtbot):
    notice = Notice()
    qtbot.addWidget(notice)
    notice.tell_fault("NOTE NOT SAVED: Sucrose. Write it on paper.")
    notice.tell_fault("the export failed")
    assert (notice.text, notice._cross.text()) == ("the export failed", "+1")
    notice.dismiss()
    assert notice.text == "NOTE NOT SAVED: Sucrose. Write it on paper."
    notice.tell_fault("the export failed")
    notice.withdraw("NOTE NOT SAVED")
    assert notice.text == "the export failed", "what is no longer true goes from behind, too"
    notice.dismiss()
    assert notice.text == ""
    notice.tell_news("Monitoring. Scores by pain-svm.")
    notice.withdraw("NOTE NOT SAVED")
    assert notice.text == "Monitoring. Scores by pain-svm.", "no fault went, and news stay their time"
    notice.withdraw("Monitoring")
    assert notice.text == ""


def test_an_errand_runs_elsewhere_and_answers_here(qtbot):
    background, seen = BackgroundCalls(), []
    here = threading.current_thread()
    background.run(
        threading.current_thread,
        on_answer=lambda there: seen.append((there is here, threading.current_thread() is here)),
        on_fault=seen.append,
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(False, True)]
    background.run(lambda: 1 / 0, on_answer=seen.append, on_fault=lambda fault: seen.append(type(fault)))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[1] is ZeroDivisionError


def test_the_library_is_taken_before_any_program_and_every_player_has_a_volume():
    program, words = find_player(library=True).command(Path("x.wav"), 0.5)
    assert program == sys.executable
    assert words[-2:] == ["x.wav", "0.500"]
    found = find_player(
        lambda name: f"/usr/bin/{name}" if name in {"aplay", "paplay"} else None, library=False
    )
    assert found.command(Path("x.wav"), 0.5) == ("/usr/bin/paplay", ["--volume=32768", "x.wav"])
    assert find_player(lambda _: None, library=False) is None
    for _, arguments in PLAYERS:
        assert arguments(Path("x.wav"), 0.4) != arguments(Path("x.wav"), 0.6)


def test_no_volume_that_anybody_chooses_is_mute(qtbot, tmp_path):
    (tmp_path / "alarm_medium.wav").write_bytes(b"RIFF")
    player = Player("true")
    sound = AlarmSound(player, tmp_path)
    heard = []
    player.command = lambda _, volume: heard.append(volume) or ("true", [])
    for chosen, least in ((0.0, 0.0), (-3.0, 0.5), (0.7, 0.8), (1.0, 0.5), (9.0, 0.5)):
        sound.choose_volume(chosen, least)
        for step in range(4):
            sound.follow(SoundCue(SoundPattern.MEDIUM, len(heard) + 1, 0, step))
            qtbot.waitUntil(lambda: sound._process.state().value == 0)
    assert min(heard) == LEAST_VOLUME * VOLUMES[0] > 0.1
    assert max(heard) == 1.0
    for first in range(0, len(heard), 4):
        assert heard[first : first + 4] == sorted(set(heard[first : first + 4]))


class Player:
    def __init__(self, program: str) -> None:
        self.program = program
        self.played: list[str] = []

    def command(self, sound, volume):
        self.played.append(sound.stem)
        return self.program, []


@pytest.mark.clause("A13")
def test_each_burst_is_played_once(qtbot, tmp_path):
    (tmp_path / "alarm_medium.wav").write_bytes(b"RIFF")
    player = Player("true")
    sound = AlarmSound(player, tmp_path)
    for burst in (0, 0, 1, 1):
        sound.follow(SoundCue(SoundPattern.MEDIUM, 1, burst, 0))
        qtbot.waitUntil(lambda: sound._process.state().value == 0)
    assert player.played == ["alarm_medium", "alarm_medium"]
    assert sound.working


@pytest.mark.clause("C6")
def test_a_player_that_fails_is_told(qtbot, tmp_path):
    (tmp_path / "alarm_medium.wav").write_bytes(b"RIFF")
    sound = AlarmSound(Player("false"), tmp_path)
    with qtbot.waitSignal(sound.working_changed) as changed:
        sound.play("alarm_medium", 1.0)
    assert changed.args == [False]


@pytest.mark.clause("C6")
def test_no_player_is_not_working():
    assert not AlarmSound(None, Path("/nowhere")).working


class Cycle:
    """Something that only the cyclic collector frees, and that tells on which thread."""

    def __init__(self, freed: list[str]) -> None:
        self.itself = self
        self.freed = freed

    def __del__(self) -> None:
        self.freed.append(threading.current_thread().name)


def test_garbage_is_collected_on_the_gui_thread_only(qtbot):
    gc.enable()
    freed: list[str] = []
    garbage = GuiThreadGc()
    Cycle(freed)

    def allocate() -> None:
        for _ in range(200):
            [[] for _ in range(500)].append([])
            Cycle([])

    worker = threading.Thread(target=allocate, name="worker")
    worker.start()
    worker.join()
    assert not freed
    kept = [[] for _ in range(5000)]
    garbage.collect()
    gc.collect()
    assert freed == [threading.current_thread().name]
    garbage.end()
    assert gc.isenabled()
    assert len(kept) == 5000


@pytest.mark.parametrize(("size", "least"), [((376, 380), 40), ((600, 420), 48), ((900, 660), 60)])
def test_whether_the_picture_is_live_is_read_from_afar(qtbot, size, least):
    """Twice what it was; what stands beside it stays small, and nothing is wider than the picture."""
    view = VideoView(SystemClock())
    qtbot.addWidget(view)
    view.resize(*size)
    for state in (None, SourceState.RECONNECTING):
        if state is not None:
            view.show_source(SourceStatus(state, 0.0))
        large, small = view.status_px()
        assert small <= 22
        font = QFont(view.font())
        font.setBold(True)
        font.setPixelSize(large)
        assert QFontMetricsF(font).horizontalAdvance(view._whether_live()) <= 0.6 * size[0]
    view.watch(Mailbox(), simulated=False)
    view._frame = Frame(1, view._clock.monotonic(), np.zeros((8, 8, 3), np.uint8))
    assert view.live
    assert view.status_px()[0] >= least
