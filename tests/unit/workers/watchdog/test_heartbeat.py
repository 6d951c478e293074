"""The monitor's side of the watchdog, stepped by hand, and the watchdog's ear."""

from __future__ import annotations

import io

import pytest

from neopain.core.liveness.heartbeat import ANSWER, GOODBYE, PING, SILENCE_S, Beater, Pulse, beat_word
from neopain.workers.watchdog.child_process import WatchdogProcess, own_program, without_secrets
from neopain.workers.watchdog.claim import Claim
from neopain.workers.watchdog.heartbeat import ANSWER_BEATS, RETRY_S, HeartbeatJob
from neopain.workers.watchdog.heartbeat_listener import HeartbeatListener
from tests.fakes import FakeClock


class FakeWatchdog:
    def __init__(self) -> None:
        self.heard: list[str] = []
        self.dead = False
        self.answers = True
        self.ended = self.left = 0

    def say(self, word: str) -> None:
        if self.dead:
            raise BrokenPipeError("it has ended")
        self.heard.append(word)

    def answered(self) -> bool:
        return self.answers and PING in self.heard

    def end(self) -> None:
        self.ended += 1

    def leave(self) -> None:
        self.left += 1


class Bed:
    def __init__(self, *, refuse: int = 0, answers: bool = True) -> None:
        self.clock = FakeClock()
        self.launched: list[FakeWatchdog] = []
        self.refuse = refuse
        self.answers = answers
        self.told: list[str] = []
        self.job = HeartbeatJob(
            self.launch,
            clock=self.clock,
            on_missing=lambda why: self.told.append(f"missing: {why}"),
            on_back=lambda: self.told.append("back"),
        )
        self.job.hurry()  # a step does not wait for its second

    def launch(self) -> FakeWatchdog:
        if self.refuse:
            self.refuse -= 1
            raise OSError("no such program")
        self.launched.append(FakeWatchdog())
        self.launched[-1].answers = self.answers
        return self.launched[-1]

    def step(self, *who: Beater, seconds: float = 1.0) -> None:
        for beater in who:
            self.job.beat(beater)
        assert self.job.step()
        self.clock.step(seconds)


def test_a_part_that_did_not_turn_is_not_spoken_for() -> None:
    bed = Bed()
    bed.step(Beater.SCREEN, Beater.WATCH)
    bed.step(Beater.WATCH, Beater.WATCH)
    bed.step()
    bed.job.finish()
    screen, watch = beat_word(Beater.SCREEN), beat_word(Beater.WATCH)
    assert bed.launched[0].heard == [PING, screen, watch, PING, watch, PING, GOODBYE]
    assert (bed.launched[0].ended, bed.launched[0].left) == (1, 0)
    assert bed.told == []


@pytest.mark.clause("F5")
def test_a_watchdog_that_dies_is_told_and_replaced(caplog) -> None:
    bed = Bed()
    bed.step(Beater.WATCH, seconds=60.0)
    bed.launched[0].dead = True
    bed.answers = False
    bed.step(Beater.WATCH)
    assert bed.told == ["missing: it has ended"]
    assert bed.launched[0].ended == 1
    for _ in range(ANSWER_BEATS - 1):
        bed.step(Beater.WATCH)
    assert len(bed.launched) == 2
    assert bed.told == ["missing: it has ended"], "one that takes words and does not answer proves nothing"
    bed.launched[1].answers = True
    bed.step(Beater.WATCH)
    assert bed.told[1:] == ["back"]


@pytest.mark.clause("F5")
def test_one_that_dies_while_it_loads_clears_nothing(caplog) -> None:
    """It lives for long enough to take some words, and never answers."""
    bed = Bed(answers=False)
    for second in range(200):
        if bed.launched:
            bed.launched[-1].dead = second % 10 == 9
        bed.step(Beater.WATCH)
    assert bed.told == ["missing: it has ended"]


@pytest.mark.clause("F5")
def test_one_that_hangs_is_told_ended_and_replaced(caplog) -> None:
    bed = Bed()
    for _ in range(5):
        bed.step(Beater.WATCH)
    bed.launched[0].answers = False
    for _ in range(ANSWER_BEATS):
        bed.step(Beater.WATCH)
    assert bed.told == ["missing: it does not answer"]
    assert bed.launched[0].ended == 1
    bed.step(Beater.WATCH, seconds=RETRY_S)
    bed.step(Beater.WATCH)
    assert bed.told[1:] == ["back"]


def test_a_hanging_monitor_does_not_make_its_watchdog_dumb() -> None:
    """No part turns, and the watchdog has to say so: it is asked, and stays."""
    bed = Bed()
    for _ in range(5 * ANSWER_BEATS):
        bed.step()
    assert len(bed.launched) == 1
    assert bed.told == []


@pytest.mark.clause("F5")
def test_one_that_cannot_be_started_is_told_once_and_tried_again(caplog) -> None:
    bed = Bed(refuse=2)
    for _ in range(10):
        bed.step(Beater.WATCH)
    assert bed.told == ["missing: no such program"]
    assert bed.refuse == 1
    bed.clock.step(2 * RETRY_S)
    bed.step(Beater.WATCH)
    bed.clock.step(RETRY_S)
    bed.step(Beater.WATCH)
    assert bed.told[1:] == ["back"]
    bed.job.finish()
    assert bed.launched[0].heard[-1] == GOODBYE


@pytest.mark.clause("F2")
def test_an_end_that_nobody_wanted_has_no_goodbye() -> None:
    bed = Bed()
    bed.step(Beater.WATCH)
    bed.job.withhold_goodbye()
    bed.job.finish()
    (watchdog,) = bed.launched
    assert GOODBYE not in watchdog.heard
    assert (watchdog.ended, watchdog.left) == (0, 1)


def test_where_none_is_wanted_the_job_ends() -> None:
    job = HeartbeatJob(None, clock=FakeClock(), on_missing=pytest.fail, on_back=pytest.fail)
    assert not job.step()
    job.finish()


def test_a_process_that_ends_at_once_is_missed_and_leaves_nothing() -> None:
    process = WatchdogProcess(program=("-c", "raise SystemExit(3)"))
    process._process.wait(60)
    with pytest.raises(OSError, match="code 3"):
        process.say("beat watch")
    assert not process.answered()
    process.end()
    assert process._process.returncode == 3


def test_no_secret_of_the_camera_reaches_the_child() -> None:
    kept = {"PATH": "/bin", "NEOPAIN_DATA": "x", "NEOPAIN_LANGUAGE": "de"}
    secret = {"NEOPAIN_CAMERA_USER": "u", "NEOPAIN_CAMERA_PASSWORD": "p", "neopain_camera_password": "p"}
    assert without_secrets(kept | secret) == kept


def test_a_frozen_program_is_its_own_watchdog(monkeypatch) -> None:
    assert own_program()[0] == "-m"
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert "-m" not in own_program()


def test_a_program_in_one_file_unpacks_itself_for_its_watchdog() -> None:
    """The monitor's folder is removed when the monitor ends, and the watchdog's sounds would be with it."""
    code = "import os; raise SystemExit(40 + int(os.environ['PYINSTALLER_RESET_ENVIRONMENT']))"
    process = WatchdogProcess(program=("-c", code))
    assert process._process.wait(60) == 41
    process.end()


@pytest.mark.parametrize(
    ("line", "pulse"),
    [("beat watch\ngoodbye\n", Pulse.ENDED), ("beat watch\n", Pulse.GONE), ("", Pulse.GONE)],
)
def test_the_other_side_understands_and_notices_the_end_of_the_line(line: str, pulse: Pulse) -> None:
    heartbeats = HeartbeatListener(io.StringIO(line), FakeClock())
    assert heartbeats.look().pulse is Pulse.ALIVE
    heartbeats._listen()
    assert heartbeats.look().pulse is pulse


def test_it_answers_pings_from_the_thread_that_looks_and_takes_them_for_no_life() -> None:
    clock, answers = FakeClock(), []
    heartbeats = HeartbeatListener(io.StringIO(f"{PING}\n" * 3), clock, answer=lambda: answers.append(ANSWER))
    heartbeats._listen()
    assert answers == []
    heartbeats.look()
    assert answers == [ANSWER] * 3
    for _ in range(int(SILENCE_S) + 2):
        clock.step(1.0)
        heartbeats.look()
    assert answers == [ANSWER] * 3


@pytest.mark.clause("F2")
def test_an_older_watchdog_withdraws_when_a_newer_monitor_is_guarded(tmp_path) -> None:
    """And a newer one that was never spoken to takes nothing away."""
    file, clock = tmp_path / "watchdog.claim", FakeClock()
    old = HeartbeatListener(io.StringIO(f"{PING}\nbeat watch\n"), clock, claim=Claim(file))
    old._listen()
    assert old.look().pulse is Pulse.GONE
    newer = HeartbeatListener(io.StringIO("beat watch\n"), clock, claim=Claim(file))
    newer._listen()
    newer.look()
    assert old.look().pulse is Pulse.GONE
    newest = HeartbeatListener(io.StringIO(f"{PING}\nbeat watch\n"), clock, claim=Claim(file))
    newest._listen()
    assert newest.look().pulse is Pulse.GONE
    assert old.look().pulse is Pulse.ENDED
    assert file.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["watchdog.claim"]


def test_a_claim_that_cannot_be_written_takes_nothing_back(tmp_path) -> None:
    (tmp_path / "file").write_text("in the way")
    claim = Claim(tmp_path / "file" / "claim")
    claim.take()
    assert not claim.lost
    Claim(None).take()
    gone = Claim(tmp_path / "claim")
    gone.take()
    (tmp_path / "claim").unlink()
    assert not gone.lost
