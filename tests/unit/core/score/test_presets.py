from __future__ import annotations

import math

import pytest

from neopain.core.errors import SettingFault
from neopain.core.score.presets import (
    BOUNDS,
    DEFAULT_PRESET,
    PRESETS,
    check_preset,
    preset_by_id,
    preset_for,
    with_limits,
)


@pytest.mark.clause("B3")
@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_stored_presets_are_in_bounds(preset) -> None:
    check_preset(preset)
    assert preset_by_id(preset.id) is preset
    assert preset.ambiguous_over < preset.lower_limit


@pytest.mark.clause("B3")
def test_the_bands_leave_no_gap_and_do_not_overlap() -> None:
    found = [preset_for(weeks).id for weeks in range(22, 46)]
    assert sorted(set(found), key=found.index) == [preset.id for preset in PRESETS]
    for before, after in zip(PRESETS, PRESETS[1:], strict=False):  # noqa: RUF007
        assert before.below_weeks == after.from_weeks


@pytest.mark.parametrize("weeks", [-1, 0, 21, 46, 400])
def test_impossible_ages_are_refused(weeks: int) -> None:
    with pytest.raises(SettingFault, match="22 to 45"):
        preset_for(weeks)


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(SettingFault, match="extremely_preterm"):
        preset_by_id("adult")


def test_changed_limits_leave_the_rest() -> None:
    changed = with_limits(DEFAULT_PRESET, lower_limit=4.5, upper_hold_s=7.0)
    assert (changed.lower_limit, changed.upper_limit, changed.upper_hold_s) == (4.5, 6.0, 7.0)
    assert with_limits(DEFAULT_PRESET) == DEFAULT_PRESET


@pytest.mark.clause("B3")
@pytest.mark.parametrize("name", sorted(BOUNDS))
@pytest.mark.parametrize("outside", [-1.0, 100.0, math.nan])
def test_values_out_of_bounds_are_refused(name: str, outside: float) -> None:
    with pytest.raises(SettingFault, match=name):
        with_limits(DEFAULT_PRESET, **{name: outside})


@pytest.mark.clause("B3")
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"upper_limit": 6.05}, "one decimal"),
        ({"lower_limit": 5.5}, "at least 1 over"),
        ({"upper_hold_s": 10.0}, "total alert delay"),
        ({"smoothing_s": 5.0}, "total alert delay"),
    ],
)
def test_senseless_combinations_are_refused(change, why: str) -> None:
    with pytest.raises(SettingFault, match=why):
        with_limits(DEFAULT_PRESET, **change)
