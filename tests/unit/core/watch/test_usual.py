"""What is usual for one infant, through the whole watch: who may teach, what is recorded, what goes on."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from neopain.core.clinical.procedure import Procedure
from neopain.core.readings import RawReading, Reason
from neopain.core.score.coverage import Statistics
from neopain.core.score.infant.adaptation import (
    MOST_LOWERED,
    AdaptationBasis,
    AdaptationPhase,
    CalmSpread,
)
from neopain.core.score.infant.adaptation_line import BEGUN_AGAIN, CODE, learnt_after
from neopain.core.score.infant.baseline_line import TAKEN_BACK, baseline_after
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.sessions import SourceState, SourceStatus
from neopain.core.stay.so_far import StaySoFar
from neopain.core.watch.calm_evidence import AFTER_PROCEDURE_S, QUIET_S, CalmDoubt
from neopain.core.watch.watch import BedsideWatch
from tests.unit.core.watch.test_signs import GRIMACE, REST

BASIS = AdaptationBasis(CalmSpread(-5.0, 1.2), "m 1", "camera")
CALM, PAIN = (REST, 0.1), (GRIMACE, 0.97)


class Cot:
    """A watch that adapts, fed with a score and what the witnesses say, `hz` times a second."""

    def __init__(self, hz=2, **arguments) -> None:
        self.hz = hz
        self.watch = BedsideWatch(**({"basis": BASIS, "adapts": True} | arguments))
        self.at, self.log, self.readings = 0.0, [], []
        self.log += self.watch.on_source(SourceStatus(SourceState.LIVE, 0.0))

    def run(self, seconds, score, witnesses=CALM, reason=None) -> None:
        actions, distress = witnesses
        for _ in range(int(self.hz * seconds)):
            self.at += 1.0 / self.hz
            raw = score(self.at) if callable(score) else score
            reading, entries = self.watch.on_reading(
                RawReading(int(self.hz * self.at), self.at, raw, reason, actions=actions, distress=distress)
            )
            self.log += entries
            self.readings.append(reading)

    @property
    def state(self):
        return self.watch.snapshot(self.at).usual.adaptation

    @property
    def doubt(self):
        return self.watch.snapshot(self.at).usual.doubt

    def codes(self):
        return [entry.code for entry in self.log]


def so_far(cot, **changes):
    """What the next session is told of this one, on the same clock."""
    empty = StaySoFar(
        stay_id="s", began_at=0.0, statistics=Statistics(), baseline=baseline_after(cot.log, None),
        times=np.empty(0), scores=np.empty((0, 2), np.float32), changes=(), notes=(), assessments=(),
        homes={}, entries=tuple(cot.log), learnt=learnt_after(cot.log, None),
    )  # fmt: skip
    return replace(empty, **changes)


def test_calm_minutes_shift_the_score_slowly_and_the_record_holds_both():
    cot = Cot()
    cot.run(QUIET_S + 9 * 60, 1.0)
    assert (cot.state.phase, cot.readings[-1].unadapted) == (AdaptationPhase.WAITING, None)
    cot.run(40 * 60, 1.0)
    newest = cot.readings[-1]
    assert cot.state.phase is AdaptationPhase.AT_LIMIT
    assert newest.smoothed < newest.unadapted == pytest.approx(1.0)
    told = [dict(entry.detail)["shift"] for entry in cot.log if entry.code == CODE]
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.2)
    assert 3 <= len(told) <= 12


def test_a_session_that_begins_in_pain_teaches_nothing():
    for score, witnesses in (
        (8.0, PAIN),
        (2.0, PAIN),
        (3.5, CALM),
        (2.0, (GRIMACE, 0.1)),
        (2.0, (REST, 0.95)),
    ):
        cot = Cot(hz=1)
        cot.run(45 * 60, score, witnesses)
        assert cot.state.minutes == 0, (score, witnesses)
        assert all(one.unadapted is None for one in cot.readings)


def test_pain_that_nothing_sees_lowers_a_later_score_by_no_more_than_the_bound():
    """The worst case: an hour of pain that score and witnesses all call calm, then a cry that is seen."""
    cot = Cot(hz=1)
    cot.run(90 * 60, 2.9)
    cot.run(60, 6.5, PAIN)
    assert cot.readings[-1].smoothed == pytest.approx(6.5, abs=1e-6)
    cot.run(60, 6.5, (None, 0.1))
    assert 6.5 - MOST_LOWERED - 1e-6 <= cot.readings[-1].smoothed < 6.5
    assert cot.state.phase is AdaptationPhase.AT_LIMIT


def test_a_slow_drift_stays_within_the_bound_since_adapted_scores_teach_nothing():
    cot = Cot(hz=1)
    cot.run(4 * 3600, lambda at: 0.1 + 2.85 * at / (4 * 3600))
    shift = cot.state.shift
    cot.run(2 * 3600, lambda at: 10.0 / (1.0 + math.exp(-(shift - 0.2))))
    assert cot.state.shift == pytest.approx(1.2)
    assert all(one.unadapted - one.smoothed <= MOST_LOWERED + 1e-6 for one in cot.readings if one.unadapted)


@pytest.mark.parametrize("seen", [(None, None), (REST, None), (None, 0.1), (REST, 0.7)])
def test_without_two_witnesses_nothing_is_learnt(seen):
    cot = Cot()
    cot.run(30 * 60, 1.0, seen)
    assert (cot.state.minutes, cot.doubt) == (0, CalmDoubt.NOT_WITNESSED)


def test_a_cry_between_calm_minutes_costs_the_minute_and_the_wait():
    cot = Cot()
    cot.run(QUIET_S + 61, 1.0)
    learnt = cot.state.minutes
    cot.run(2, 1.0, PAIN)
    assert cot.doubt is CalmDoubt.DISTRESS
    cot.run(QUIET_S - 5, 1.0)
    assert (cot.doubt, cot.state.minutes) == (CalmDoubt.NOT_YET, learnt)


def test_nobody_at_work_and_no_procedure_of_late():
    cot = Cot()
    cot.run(QUIET_S + 30, 1.0)
    assert cot.doubt is None
    cot.log += cot.watch.start_care(cot.at)
    cot.run(10, 1.0)
    assert cot.doubt is CalmDoubt.BUSY
    cot.log += cot.watch.end_care(cot.at)
    cot.watch.usual.procedure(cot.at)
    cot.run(AFTER_PROCEDURE_S - 5, 1.0)
    assert (cot.doubt, cot.state.minutes) == (CalmDoubt.PROCEDURE, 0)
    cot.run(QUIET_S + 10, 1.0)
    assert cot.doubt is None


def test_refused_faces_and_an_alarm_teach_nothing():
    cot = Cot()
    cot.run(20 * 60, None, CALM, Reason.UNLIKE_TRAINING)
    assert (cot.state.minutes, cot.doubt) == (0, CalmDoubt.NOT_SCORED)
    cot.run(30, 9.0, PAIN)
    cot.run(3, 1.0)
    assert cot.doubt in {CalmDoubt.BUSY, CalmDoubt.SCORE}


def test_it_is_off_unless_asked_for_and_a_person_may_switch_it_both_ways():
    cot = Cot(adapts=False)
    cot.run(20 * 60, 1.0)
    assert (cot.state.phase, CODE in cot.codes()) == (AdaptationPhase.OFF, False)
    [line] = cot.watch.usual.adapt(True, cot.at)
    assert (line.code, dict(line.detail)["phase"]) == (CODE, "waiting")
    cot.run(20 * 60, 1.0)
    [line] = cot.watch.usual.adapt(False, cot.at)
    assert dict(line.detail)["phase"] == "off"
    cot.run(1, 1.0)
    assert cot.readings[-1].unadapted is None
    [refused] = BedsideWatch().usual.adapt(True, 0.0)
    assert refused.code == "refused"


def test_another_infant_and_another_camera_begin_with_nothing():
    cot = Cot()
    cot.run(30 * 60, 1.0)
    assert [one.code for one in cot.watch.usual.begin_again(cot.at, "another camera", "other")] == [
        BEGUN_AGAIN
    ]
    assert (cot.state.minutes, cot.watch.usual.adaptation.basis.camera) == (0, "other")
    cot.run(30 * 60, 1.0)
    assert cot.state.minutes > 0
    cot.log += cot.watch.new_infant(cot.at, DEFAULT_PRESET)
    assert (cot.state.minutes, cot.state.phase) == (0, AdaptationPhase.WAITING)


def test_the_next_session_of_the_stay_goes_on_where_camera_and_model_are_the_same():
    cot = Cot()
    cot.run(40 * 60, 1.0)
    again = Cot()
    again.log += again.watch.carry_on(so_far(cot), 1.0)
    assert again.state.shift == pytest.approx(cot.state.shift)
    other = Cot(basis=replace(BASIS, camera="other"))
    assert BEGUN_AGAIN in [one.code for one in other.watch.carry_on(so_far(cot), 1.0)]
    assert other.state.shift == 0.0
    assert learnt_after([*cot.log, *cot.watch.usual.begin_again(cot.at, "by hand")], None) is None


def test_a_procedure_of_the_session_before_still_counts():
    entry = Procedure().start(5.0)
    cot = Cot()
    cot.log += cot.watch.carry_on(so_far(cot, entries=(entry,)), 6.0)
    cot.at = 6.0
    cot.run(10, 1.0)
    assert cot.doubt is CalmDoubt.PROCEDURE


def test_a_baseline_is_taken_back_and_does_not_come_back_with_the_stay():
    cot = Cot()
    cot.run(80, 1.0)
    cot.log += cot.watch.usual.measure_baseline(cot.at)
    assert so_far(cot).baseline is not None
    cot.log += cot.watch.usual.take_back(cot.at)
    assert (cot.log[-1].code, so_far(cot).baseline) == (TAKEN_BACK, None)
    assert cot.watch.snapshot(cot.at).usual.baseline is None
    assert [one.code for one in cot.watch.usual.take_back(cot.at)] == ["refused"]
