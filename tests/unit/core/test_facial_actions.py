"""Strengths of facial actions: in range, in steps of a hundredth, and nothing for the unknown."""

from __future__ import annotations

import math

import pytest

from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions


def test_a_strength_is_kept_in_steps_of_a_hundredth():
    assert ActionStrength(0.123456, 2 / 3) == ActionStrength(0.12, 0.67)


@pytest.mark.parametrize("wrong", [-0.01, 1.01, math.nan, math.inf])
def test_a_strength_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match=r"strength lies in 0\.\.1"):
        ActionStrength(wrong, 1.0)
    with pytest.raises(ValueError, match=r"confidence lies in 0\.\.1"):
        ActionStrength(1.0, wrong)


def test_what_cannot_be_seen_is_none_and_nothing_seen_is_no_actions():
    seen = FacialActions.of({FacialAction.OPEN_LIPS: ActionStrength(0.5, 0.9), FacialAction.BROW_BULGE: None})
    assert seen is not None
    assert seen[FacialAction.OPEN_LIPS] == ActionStrength(0.5, 0.9)
    assert [action for action, strength in seen if strength is None] == [
        action for action in FacialAction if action is not FacialAction.OPEN_LIPS
    ]
    assert FacialActions.of(dict.fromkeys(FacialAction)) is None
