"""Each alarm condition, from what goes wrong in the world to the screen and the record, through the whole monitor.

When a condition's alarm is taken away anywhere on its way, its line here fails.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from neopain.core.alarms.conditions import ALARM_TABLE, ConditionId
from neopain.core.readings import Reason
from neopain.core.sessions import SourceState
from neopain.core.source_causes import FailureKind
from tests.unit.workers.stepped_monitor import SteppedMonitor

LATCHING = {condition.id for condition in ALARM_TABLE if condition.latching}


def _set(name: str, **values: object) -> Callable[[SteppedMonitor], None]:
    def apply(bed: SteppedMonitor) -> None:
        for key, value in values.items():
            setattr(getattr(bed, name) if name else bed, key, value)

    return apply


def _raising(*_: object) -> None:
    raise RuntimeError("the window has been deleted")


def _sound(*, works: bool) -> Callable[[SteppedMonitor], None]:
    return lambda bed: bed.monitor.fact(ConditionId.NO_SOUND, active=not works)


def _now_and_then(bed: SteppedMonitor, times: int) -> None:
    """The face shows for two seconds of each eight."""
    for _ in range(times):
        bed.finds = False
        bed.run(6.0)
        bed.finds = True
        bed.run(2.0)
    bed.finds = False


def _lost_twice(bed: SteppedMonitor) -> None:
    for state in (SourceState.RECONNECTING, SourceState.LIVE, SourceState.RECONNECTING):
        bed.camera.state = state
        bed.run(6.0)
    bed.camera.state = SourceState.LIVE


Act = Callable[[SteppedMonitor], object]

ORIGINS: dict[ConditionId, tuple[Act, Act]] = {
    ConditionId.PAIN: (_set("camera", level=220), _set("camera", level=40)),
    ConditionId.CANNOT_ASSESS: (_set("", finds=False), _set("", finds=True)),
    ConditionId.UNLIKE_TRAINING: (_set("novelty", told=3.0), _set("novelty", told=0.2)),
    ConditionId.NOT_AN_INFANT: (
        _set("aligner", refusal=Reason.NOT_AN_INFANT),
        _set("aligner", refusal=None),
    ),
    ConditionId.CAMERA_LOST: (
        _set("camera", state=SourceState.RECONNECTING),
        _set("camera", state=SourceState.LIVE),
    ),
    ConditionId.CAMERA_UNSTEADY: (_lost_twice, _set("camera", state=SourceState.LIVE)),
    ConditionId.CAMERA_REFUSED: (
        _set("camera", state=SourceState.FAILED, cause=FailureKind.LOGIN_REFUSED),
        _set("camera", state=SourceState.LIVE, cause=None),
    ),
    ConditionId.SOURCE_ENDED: (
        _set("camera", state=SourceState.ENDED),
        lambda bed: (_set("camera", state=SourceState.LIVE)(bed), bed.stopped_jobs.clear()),
    ),
    ConditionId.PICTURE_STALE: (
        _set("camera", state=SourceState.STALE),
        _set("camera", state=SourceState.LIVE),
    ),
    ConditionId.PICTURE_FROZEN: (_set("camera", frozen=True), _set("camera", frozen=False)),
    ConditionId.PICTURE_BLACK: (
        _set("camera", level=3, noise=1),
        _set("camera", level=40, noise=15),
    ),
    ConditionId.NO_READINGS: (
        lambda bed: bed.stopped_jobs.add("analysis"),
        lambda bed: bed.stopped_jobs.clear(),
    ),
    ConditionId.READINGS_LATE: (_set("", search_s=2.6), _set("", search_s=0.05)),
    ConditionId.SCORES_BROKEN: (lambda bed: _now_and_then(bed, 6), _set("", finds=True)),
    ConditionId.FACE_SEARCH_SLOW: (
        _set("", finds=False, search_s=1.8),
        _set("", finds=True, search_s=0.05),
    ),
    ConditionId.MODEL_FAULT: (_set("extractor", fault="no such tensor"), _set("extractor", fault=None)),
    ConditionId.DISK_LOW: (_set("", free_bytes=1000), _set("", free_bytes=10**12)),
    ConditionId.RECORD_FAILING: (_set("record", failing="disk full"), _set("record", failing=None)),
    ConditionId.NO_SOUND: (_sound(works=False), _sound(works=True)),
    ConditionId.CLOCK_STEP: (lambda bed: bed.clock.step_wall_clock(5.0), lambda _: None),
    ConditionId.MONITOR_STALLED: (lambda bed: bed.clock.step(7.0), lambda _: None),
    ConditionId.PROGRAM_FAULT: (
        _set("notebook", on_reading=_raising),
        lambda bed: bed.notebook.__dict__.pop("on_reading"),
    ),
    ConditionId.WATCHDOG_MISSING: (
        lambda bed: (_set("watchdog", dead=True)(bed), _set("", launches=False)(bed)),
        _set("", launches=True),
    ),
}
"""What goes wrong, and how it is mended."""


@pytest.fixture
def bed(monkeypatch: pytest.MonkeyPatch) -> SteppedMonitor:
    # A picture a second is as much as anything here asks for.
    bed = SteppedMonitor(monkeypatch, step_s=1.0)
    bed.run(12.0)
    assert bed.shown() == set()
    return bed


def test_each_condition_has_its_line_here() -> None:
    assert set(ORIGINS) == set(ConditionId)


@pytest.mark.clause("A8")
@pytest.mark.parametrize("condition", ConditionId)
def test_what_goes_wrong_is_on_the_screen_and_in_the_record(
    condition: ConditionId, bed: SteppedMonitor, caplog: pytest.LogCaptureFixture
) -> None:
    break_it, mend_it = ORIGINS[condition]
    break_it(bed)
    bed.run(40.0)
    assert condition in bed.shown()
    mend_it(bed)
    bed.run(45.0)
    assert condition in bed.raised()
    assert (condition in bed.shown()) == (condition in LATCHING)


def test_the_last_line_tells_how_many_frames_were_never_analysed(bed: SteppedMonitor) -> None:
    bed.stopped_jobs.add("analysis")
    bed.run(2.0)
    bed.monitor.stop()
    bed.jobs["watch"].finish()
    [line] = [entry for entry in bed.notebook.entries if entry.code == "stopped"]
    assert line.detail == (("replaced_frames", 1), ("rested_frames", 0))
