"""The monitor's side of the watchdog, stepped by hand."""

from __future__ import annotations

import io

import pytest

from neopain.core.liveness.heartbeat import GOODBYE, Beater, Pulse, beat_word
from neopain.workers import heartbeat
from neopain.workers.heartbeat import RETRY_S, TRUST_S, HeartbeatJob
from neopain.workers.heartbeat_listener import HeartbeatListener
from tests.fakes import FakeClock


class FakeWatchdog:
    def __init__(self) -> None:
        self.heard: list[str] = []
        self.dead = False
        self.ended = 0

    def say(self, word: str) -> None:
        if self.dead:
            raise BrokenPipeError("it has ended")
        self.heard.append(word)

    def end(self) -> None:
        self.ended += 1


class Bed:
    def __init__(self, *, refuse: int = 0) -> None:
        self.clock = FakeClock()
        self.launched: list[FakeWatchdog] = []
        self.refuse = refuse
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
    assert bed.launched[0].heard == [screen, watch, watch, GOODBYE]
    assert bed.launched[0].ended == 1
    assert bed.told == []


@pytest.mark.clause("F5")
def test_a_watchdog_that_dies_is_told_and_replaced(caplog) -> None:
    bed = Bed()
    bed.step(Beater.WATCH, seconds=60.0)
    bed.launched[0].dead = True
    bed.step(Beater.WATCH)
    assert bed.told == ["missing: it has ended"]
    assert bed.launched[0].ended == 1
    bed.step(Beater.WATCH)
    assert len(bed.launched) == 2
    assert bed.told == ["missing: it has ended"], "one that has just been started proves nothing"
    bed.clock.step(TRUST_S)
    bed.step(Beater.WATCH)
    assert bed.told[1:] == ["back"]


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
    bed.step(Beater.WATCH, seconds=TRUST_S)
    bed.step(Beater.WATCH)
    assert bed.told[1:] == ["back"]
    bed.job.finish()
    assert bed.launched[0].heard[-1] == GOODBYE


def test_where_none_is_wanted_the_job_ends() -> None:
    job = HeartbeatJob(None, clock=FakeClock(), on_missing=pytest.fail, on_back=pytest.fail)
    assert not job.step()
    job.finish()


def test_a_process_that_ends_at_once_is_missed_and_leaves_nothing() -> None:
    process = heartbeat.WatchdogProcess(program=("-c", "raise SystemExit(3)"))
    process._process.wait(60)
    with pytest.raises(OSError, match="code 3"):
        process.say("beat watch")
    process.end()
    assert process._process.returncode == 3


@pytest.mark.parametrize(
    ("line", "pulse"),
    [("beat watch\ngoodbye\n", Pulse.ENDED), ("beat watch\n", Pulse.GONE), ("", Pulse.GONE)],
)
def test_the_other_side_understands_and_notices_the_end_of_the_line(line: str, pulse: Pulse) -> None:
    heartbeats = HeartbeatListener(io.StringIO(line), FakeClock())
    assert heartbeats.look().pulse is Pulse.ALIVE
    heartbeats._listen()
    assert heartbeats.look().pulse is pulse
