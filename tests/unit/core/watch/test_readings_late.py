"""A computer that is too slow is itself an alarm, and still lets the pain alarm come."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.kinds import Priority
from neopain.core.readings import RawReading, Reason
from neopain.core.score.presets import PRESETS, with_limits
from neopain.core.sessions import LogKind, SourceState, SourceStatus
from neopain.core.watch.watch import BedsideWatch
from tests.fakes import raw_reading

START = datetime(2026, 1, 1, tzinfo=UTC)
PAIN = 9.5


class SlowBed:
    """Readings that are captured every `period_s`, each arriving `latency_s` later; a tick twice a second."""

    def __init__(self, period_s, latency_s, preset=PRESETS[-1], *, misses_pictures=False):
        self.watch = BedsideWatch(preset)
        self.period_s, self.latency_s, self.misses_pictures = period_s, latency_s, misses_pictures
        self.points = 0.0
        self.now = self.captured_at = 0.0
        self.ticks = self.seq = 0
        self.log = list(self.watch.on_source(SourceStatus(SourceState.LIVE, 0.0)))
        self.on_the_way = []

    def run(self, until):
        """To second `until`, at the rate and with the points of now."""
        while self.now < until:
            self.ticks += 1
            self.now = self.ticks / 2
            while self.captured_at <= self.now:
                self.on_the_way.append((self.captured_at + self.latency_s, self.captured_at, self.points))
                self.captured_at += self.period_s
            self._arrive()
            self.log += self.watch.on_tick(self.now, START + timedelta(seconds=self.now))

    def _arrive(self):
        due = sorted(one for one in self.on_the_way if one[0] <= self.now)
        self.on_the_way = [one for one in self.on_the_way if one[0] > self.now]
        for arrives_at, at, points in due:
            self.seq += 1
            self.log += self.watch.on_reading(raw_reading(at, points, self.seq, arrives_at - at))[1]
        if self.misses_pictures and not due and self.ticks % 2 == 0:
            self.log += self.watch.on_reading(RawReading(None, self.now, None, Reason.NO_PICTURE))[1]

    def lines(self, *conditions):
        return [
            (e.code, dict(e.detail)["condition"])
            for e in self.log
            if e.kind is LogKind.ALARM and (not conditions or dict(e.detail)["condition"] in conditions)
        ]

    @property
    def shown(self):
        return self.watch.snapshot(self.now)

    def told(self):
        """Whether eyes and ears are told of pain, or that it cannot be told, with medium priority."""
        return any(
            one.priority >= Priority.MEDIUM
            and one.condition_id in {ConditionId.PAIN, ConditionId.READINGS_LATE, ConditionId.NO_READINGS}
            for one in self.shown.alarms.messages
        )


def promise_holds(bed, onset, for_s):
    """Look once a second: after the delay that the screen states, the alarm or the technical one is up."""
    while bed.now < onset + for_s:
        bed.run(bed.now + 1.0)
        if bed.now - onset > bed.shown.delay.total_s:
            assert bed.told(), (bed.now - onset, bed.shown.delay_text, bed.lines())


PERIODS_S = st.floats(0.05, 15.0)
LATENCIES_S = st.floats(0.0, 15.0)
QUICK = with_limits(
    PRESETS[-1], lower_limit=3.0, upper_limit=4.0, lower_hold_s=2.0, upper_hold_s=2.0, smoothing_s=1.0
)


@pytest.mark.clause("B5", "A9")
@settings(max_examples=25, deadline=None)
@given(PERIODS_S, LATENCIES_S, st.sampled_from([*PRESETS, QUICK]), st.floats(0.0, 15.0))
@example(2.6, 2.6, PRESETS[-1], 0.0)
@example(5.0, 15.0, PRESETS[-1], 0.1)
@example(5.1, 0.0, PRESETS[-1], 0.0)
@example(15.0, 15.0, QUICK, 7.0)
@example(0.05, 6.0, PRESETS[0], 0.0)
def test_pain_is_told_within_the_stated_delay_or_it_is_told_that_it_cannot_be(
    period_s, latency_s, preset, phase_s
):
    bed = SlowBed(period_s, latency_s, preset)
    bed.run(70.0 + phase_s)
    bed.points = PAIN
    promise_holds(bed, bed.now, 75.0)


@pytest.mark.clause("B5")
@settings(max_examples=15, deadline=None)
@given(PERIODS_S, LATENCIES_S)
@example(2.6, 2.6)
def test_the_same_from_the_first_score_of_a_session_on(period_s, latency_s):
    bed = SlowBed(period_s, latency_s)
    bed.points = PAIN
    bed.run(latency_s)
    promise_holds(bed, bed.now, 75.0)


class StallingBed(SlowBed):
    """Its computer stands still for some seconds, again and again, and then tells all at once."""

    def __init__(self, stall_s, every_s, period_s=0.5, preset=PRESETS[-1]):
        super().__init__(period_s, 0.0, preset)
        self.stall_s, self.every_s = stall_s, every_s

    def _arrive(self):
        self.on_the_way = [
            (max(due, at + max(0.0, self.stall_s - at % self.every_s)), at, points)
            for due, at, points in self.on_the_way
        ]
        super()._arrive()


@pytest.mark.clause("B5")
@pytest.mark.parametrize(("stall_s", "every_s"), [(3, 7), (6, 12), (6, 20), (9, 15), (20, 40)])
@pytest.mark.parametrize("phase_s", [0.0, 3.7, 11.2])
def test_a_computer_that_stands_still_again_and_again_does_not_begin_the_hold_anew(stall_s, every_s, phase_s):
    bed = StallingBed(stall_s, every_s)
    bed.run(70.0 + phase_s)
    bed.points = PAIN
    promise_holds(bed, bed.now, 120.0)


def test_after_a_silence_without_pictures_a_calm_infant_raises_nothing():
    bed = SlowBed(0.5, 0.1)
    bed.points = PAIN
    bed.run(40.0)
    assert ("escalated", "pain") in bed.lines() or ("raised", "pain") in bed.lines()
    bed.captured_at = 70.0  # nothing is captured for half a minute
    bed.run(69.0)
    assert ("cleared", "pain") in bed.lines()
    before = len(bed.lines("pain"))
    bed.points = 0.0
    bed.run(100.0)
    assert bed.lines("pain")[before:] == []


@pytest.mark.clause("B5")
@pytest.mark.parametrize("period_s", [0.5, 1.0, 2.6, 4.0, 5.0])
@pytest.mark.parametrize("latency_s", [0.2, 2.6, 7.0, 15.0])
def test_however_late_scores_come_the_pain_alarm_comes(period_s, latency_s):
    bed = SlowBed(period_s, latency_s)
    bed.points = PAIN
    bed.run(60.0 + latency_s)
    assert ("escalated", "pain") in bed.lines() or ("raised", "pain") in bed.lines()
    assert bed.watch.snapshot(bed.now).alarms.highest is Priority.MEDIUM
    assert ConditionId.PAIN in {
        one.condition_id for one in bed.shown.alarms.messages if one.priority is Priority.MEDIUM
    }


def test_a_slow_camera_is_told_as_a_slow_computer_is():
    for period_s in (3.0, 6.0, 12.0):
        bed = SlowBed(period_s, 0.1, misses_pictures=True)
        bed.run(60.0)
        assert ("raised", "readings_late") in bed.lines(), period_s


def test_one_loss_of_the_camera_is_no_slowness():
    bed = SlowBed(0.2, 0.1)
    bed.run(30.0)
    bed.misses_pictures, bed.captured_at = True, 90.0
    bed.run(90.0)
    bed.misses_pictures = False
    bed.run(130.0)
    assert bed.lines(ConditionId.READINGS_LATE) == []
    assert bed.shown.delay.total_s == bed.shown.preset.delay.total_s


def test_one_slow_reading_is_no_slow_computer():
    bed = SlowBed(0.3, 0.3)
    bed.run(30.0)
    bed.captured_at += 3.0
    bed.run(90.0)
    assert bed.lines() == []


def test_late_readings_are_told_and_pain_is_still_raised():
    bed = SlowBed(2.2, 2.1)
    bed.points = PAIN
    bed.run(40.0)
    assert bed.lines(ConditionId.READINGS_LATE) == [
        ("raised", "readings_late"),
        ("escalated", "readings_late"),
    ]
    assert bed.lines(ConditionId.PAIN) == [("raised", "pain"), ("escalated", "pain")]
    assert bed.lines(ConditionId.NO_READINGS) == []


def test_readings_in_time_are_not_called_late():
    bed = SlowBed(0.8, 0.7)
    bed.run(60.0)
    assert bed.lines() == []
    assert bed.shown.delay.system_s == pytest.approx(2.4)


def test_lateness_ends_when_readings_have_come_in_time_again():
    bed = SlowBed(0.2, 3.0)
    bed.run(40.0)
    bed.latency_s = 0.2
    bed.run(70.0)
    codes = [code for code, _ in bed.lines()]
    assert codes == ["raised", "escalated", "cleared"]


def test_slow_readings_are_not_taken_for_none():
    bed = SlowBed(8.0, 8.0)
    bed.run(120.0)
    assert bed.lines(ConditionId.NO_READINGS).count(("raised", "no_readings")) <= 2
    bed.captured_at = 1e9
    bed.run(160.0)
    assert bed.lines(ConditionId.NO_READINGS)[-1] == ("raised", "no_readings")
