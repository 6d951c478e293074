"""Nothing that reaches the watch thread ends it: it is logged, it is an alarm, and the next message counts."""

from __future__ import annotations

import queue
from datetime import UTC, datetime

import pytest

from neopain.core.alarms.conditions import FACTS, ConditionId
from neopain.core.alarms.system import AlarmSystem
from neopain.core.readings import Reading, Reason
from neopain.core.sessions import LogEntry, LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from neopain.workers.watching import TICK_S, Command, Fact, WatchJob, Written
from tests.fakes import FakeClock, Notebook, raw_reading

A_LINE = LogEntry(1000.0, LogKind.SESSION, "told", "a line")
MESSAGES = {
    "on_reading": raw_reading(1000.0, 3.0),
    "on_source": SourceStatus(SourceState.STALE, 1000.0),
    "on_fact": Fact(ConditionId.DISK_LOW, active=True),
    "snapshot": Command(lambda watch, now: watch.start_care(now)),
}


class Unforeseen(Exception):
    """A bug of ours, of no known kind."""


class Bed:
    def __init__(self) -> None:
        self.clock, self.inbox, self.written, self.beats = FakeClock(), queue.SimpleQueue(), [], 0
        self.watch, self.notebook = BedsideWatch(), Notebook()
        self.job = WatchJob(
            self.watch, self.inbox, clock=self.clock, record=self.written.append, listener=self.notebook,
            beat=self.beat,
        )  # fmt: skip

    def beat(self) -> None:
        self.beats += 1

    def take(self, *messages) -> None:
        for message in messages:
            self.inbox.put(message)
            assert self.job.step()

    def tick(self) -> None:
        self.clock.step(TICK_S + 0.001)
        self.take(A_LINE)

    def entries(self, code: str) -> list[LogEntry]:
        return [one for one in self.written if isinstance(one, LogEntry) and one.code == code]

    def shown(self) -> set[str]:
        return {m.condition_id for m in self.watch.snapshot(self.clock.now).alarms.messages}


def broken(*_, **__):
    raise Unforeseen("in the depths")


@pytest.mark.parametrize("method", sorted(MESSAGES))
def test_a_fault_behind_any_message_is_an_alarm_and_the_watch_goes_on(method, monkeypatch, caplog):
    bed = Bed()
    bed.tick()
    with monkeypatch.context() as patch:
        patch.setattr(bed.watch, method, broken)
        bed.take(MESSAGES[method])
    assert "in the depths" in caplog.text, "with its traceback"
    assert ConditionId.PROGRAM_FAULT in bed.shown()
    assert len(bed.entries("program_fault")) == 1
    bed.take(raw_reading(1000.1, 4.0))
    assert [one.raw for one in bed.written if isinstance(one, Reading)][-1] == 4.0
    bed.tick()
    assert bed.beats == 2


def test_a_reading_that_the_watch_cannot_take_is_a_gap_with_a_reason(monkeypatch, caplog):
    bed = Bed()
    monkeypatch.setattr(bed.watch, "on_reading", broken)
    bed.take(raw_reading(1000.0, 3.0, seq=7))
    [reading] = [one for one in bed.written if isinstance(one, Reading)]
    assert (reading.frame_seq, reading.raw, reading.reason) == (7, None, Reason.MODEL_FAULT)
    assert bed.notebook.readings == [reading]


@pytest.mark.parametrize("method", ["on_tick", "snapshot"])
def test_rules_that_cannot_tick_give_no_beat_until_they_can(method, monkeypatch, caplog):
    bed = Bed()
    with monkeypatch.context() as patch:
        patch.setattr(bed.watch, method, broken)
        for _ in range(5):
            bed.tick()
    assert bed.beats == 0
    assert caplog.text.count("the watch survived") == 1
    assert len(bed.entries("program_fault")) == 1
    bed.tick()
    assert bed.beats == 1
    assert ConditionId.PROGRAM_FAULT in bed.shown()


def test_alarm_rules_that_are_broken_through_and_through_do_not_end_the_thread(monkeypatch, caplog):
    bed = Bed()
    with monkeypatch.context() as patch:
        patch.setattr(AlarmSystem, "set_condition", broken)
        patch.setattr(AlarmSystem, "tick", broken)
        bed.tick()
        bed.take(*MESSAGES.values(), raw_reading(1000.3, 2.0))
        assert bed.beats == 0
    assert "cannot tell of" in caplog.text
    bed.tick()
    assert bed.beats == 1


def test_a_message_of_no_known_kind_is_told(caplog):
    bed = Bed()
    bed.take("nonsense", None, 3.0)
    assert ConditionId.PROGRAM_FAULT in bed.shown()
    assert "a str" in bed.entries("program_fault")[0].text


@pytest.mark.parametrize("unknown", ["no_such_fact", "", None, ConditionId.PAIN, ConditionId.CAMERA_LOST])
def test_a_fact_that_nobody_knows_is_refused_told_and_an_alarm(unknown):
    bed = Bed()
    bed.take(Fact(unknown, active=True))
    [refused] = bed.entries("refused")
    assert repr(unknown) in refused.text
    assert bed.shown() == {ConditionId.PROGRAM_FAULT}
    assert unknown not in FACTS


def test_what_record_and_screen_raise_at_the_watch_does_not_end_it(caplog):
    bed = Bed()
    bed.job._record = broken
    bed.take(raw_reading(1000.0, 3.0), A_LINE, Written((A_LINE,)))
    bed.job._record = bed.written.append
    bed.tick()
    assert bed.shown() == {ConditionId.PROGRAM_FAULT}


def test_a_fault_at_the_end_keeps_the_readings_that_come_after_it(monkeypatch, caplog):
    bed = Bed()
    monkeypatch.setattr(bed.watch, "on_source", broken)
    for message in (MESSAGES["on_source"], raw_reading(1000.0, 3.0)):
        bed.inbox.put(message)
    bed.job.finish()
    assert [one.raw for one in bed.written if isinstance(one, Reading)] == [3.0]


def test_it_lasts_until_somebody_has_seen_it_and_comes_again_with_the_next_fault():
    watch = BedsideWatch()
    watch.on_tick(0.0, datetime(2026, 1, 1, tzinfo=UTC))
    watch.on_program_fault("KeyError at a tick", 1.0)
    assert [m.condition_id for m in watch.snapshot(2.0).alarms.messages] == [ConditionId.PROGRAM_FAULT]
    watch.acknowledge(3.0)
    assert watch.snapshot(3.0).alarms.messages == ()
    watch.on_program_fault("KeyError at a tick", 4.0)
    assert [m.condition_id for m in watch.snapshot(5.0).alarms.messages] == [ConditionId.PROGRAM_FAULT]
