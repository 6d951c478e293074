"""A model with a temporal head at the bed: who averages, what the delay says, and where a window ends."""

import pytest

from neopain.core.errors import SettingFault
from neopain.core.readings import Reason
from neopain.core.score.presets import DEFAULT_PRESET, PRESETS, with_limits
from neopain.core.sessions import LogKind
from neopain.core.watch.watch import BedsideWatch
from tests.unit.core.temporal.heads import a_head
from tests.unit.core.watch.bed import Bed

HEAD = a_head(5.0)


def smoothed(bed, since=0.0):
    return [(one.captured_at, one.smoothed) for one in bed.readings if one.captured_at > since]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
@pytest.mark.parametrize("fps", [2, 5])
def test_the_disclosed_delay_holds_the_window_and_is_kept(preset, fps):
    bed = Bed(fps=fps, preset=preset, head=HEAD)
    bed.run(20.0, 0.0)
    bed.run(42.0, preset.upper_limit + 2.0)
    signalled_at = next(
        at for at, change, _ in bed.alarms() if change in {"escalated", "raised"} and at > 20.0
    )
    escalated = [at for at, change, _ in bed.alarms() if change == "escalated"]
    assert bed.shown().delay.smoothing_s >= HEAD.window_s
    assert signalled_at <= escalated[0]
    assert escalated[0] - 20.0 <= bed.shown().delay.total_s <= 15.0


def test_the_window_is_stated_in_the_log_and_is_not_the_wards_to_set():
    bed = Bed(head=HEAD)
    bed.take(bed.watch.set_preset(with_limits(DEFAULT_PRESET, lower_limit=3.0), 1.0))
    line = [entry for entry in bed.log if entry.kind is LogKind.SETTING][-1]
    assert dict(line.detail)["window_s"] == 5.0
    assert dict(line.detail)["total_delay_s"] == bed.shown().preset.delay.total_s
    assert bed.shown().preset.window_s == 5.0


def test_limits_that_leave_no_room_for_the_window_are_refused_and_the_old_ones_stay():
    longest = with_limits(DEFAULT_PRESET, upper_hold_s=9.5)
    with pytest.raises(SettingFault, match="total alert delay"):
        BedsideWatch(longest, head=HEAD)
    bed = Bed(head=HEAD)
    bed.take(bed.watch.set_preset(longest, 1.0))
    assert "refused" in bed.codes(LogKind.SETTING) or any(entry.code == "refused" for entry in bed.log)
    assert bed.shown().preset.upper_hold_s == DEFAULT_PRESET.upper_hold_s


def test_there_is_one_number_and_the_head_gives_it_once_its_window_is_filled():
    plain, timed = Bed(fps=2), Bed(fps=2, head=HEAD)
    for bed in (plain, timed):
        bed.run(10.0, 7.0)
    first = timed.readings[0].captured_at
    for (at, before), (_, now) in zip(smoothed(plain), smoothed(timed), strict=True):
        assert now == (before if at < first + 5.0 else pytest.approx(HEAD.constant(7.0)))
    assert timed.shown().smoothed == smoothed(timed)[-1][1]


def test_no_window_crosses_a_refused_view_or_care():
    timed, plain = Bed(fps=2, head=HEAD), Bed(fps=2)
    for bed in (timed, plain):
        bed.run(10.0, 7.0)
        bed.run(13.0, Reason.TURNED_AWAY)
        bed.run(20.0, 7.0)
        bed.take(bed.watch.start_care(20.0, 6.0))
        bed.run(40.0, 7.0)
    by_head = {
        at for (at, now), (_, before) in zip(smoothed(timed), smoothed(plain), strict=True) if now != before
    }
    first = timed.readings[0].captured_at
    again = next(
        one.captured_at for one in timed.readings if one.captured_at > 11.0 and one.smoothed is not None
    )
    scored = {at for at, value in smoothed(timed) if value is not None}
    stretches = ((first + 5.0, 10.0), (again + 5.0, 20.0), (31.0, 40.0))
    for at in scored:
        inside = any(start <= at <= end for start, end in stretches)
        near = any(abs(at - edge) <= 1.0 for stretch in stretches for edge in stretch)
        assert near or inside is (at in by_head), at


def test_the_interval_reaches_to_what_the_head_says():
    from dataclasses import replace

    from neopain.core.interval import Interval
    from tests.fakes import raw_reading

    watch = BedsideWatch(head=HEAD)
    for number in range(30):
        raw = replace(raw_reading(0.5 * number, 7.0, number), interval=Interval(6.5, 7.5))
        reading, _ = watch.on_reading(raw)
    assert reading.smoothed == pytest.approx(HEAD.constant(7.0))
    assert reading.interval.low == pytest.approx(6.5)
    assert reading.interval.high >= reading.smoothed
