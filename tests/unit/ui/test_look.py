"""Sizes follow the distance and the screen; colours keep red and green for others."""

from __future__ import annotations

import colorsys
from dataclasses import fields

import pytest

from neopain.ui.style.sizes import CAP_HEIGHT_EM, TOUCH_MIN_PX, sizes_for
from neopain.ui.style.theme import DAY, NIGHT, ThemeChoice, palette_for, style_sheet

PX_PER_MM = 96 / 25.4


@pytest.mark.clause("D4")
def test_the_numeral_is_35_mm_high_at_three_metres():
    sizes = sizes_for(width_px=1920, height_px=1080, px_per_mm=PX_PER_MM)
    assert sizes.numeral_px * CAP_HEIGHT_EM / PX_PER_MM >= 34.9


def test_a_farther_reader_gets_larger_letters():
    near, far = (
        sizes_for(width_px=1920, height_px=1080, px_per_mm=PX_PER_MM, distance_m=metres)
        for metres in (2.0, 5.0)
    )
    assert far.numeral_px > near.numeral_px


@pytest.mark.parametrize("size", [(1280, 720), (800, 1280), (1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("px_per_mm", [0.0, 2.0, PX_PER_MM, 500.0])
def test_touch_targets_are_never_too_small_and_never_fill_the_window(size, px_per_mm):
    sizes = sizes_for(width_px=size[0], height_px=size[1], px_per_mm=px_per_mm)
    assert TOUCH_MIN_PX <= sizes.touch_px <= 0.1 * min(size)


def test_auto_is_night_at_night():
    assert palette_for(ThemeChoice.AUTO, 12) is DAY
    assert palette_for(ThemeChoice.AUTO, 2) is NIGHT
    assert palette_for(ThemeChoice.DAY, 2) is DAY


@pytest.mark.clause("D3")
def test_night_does_not_dim_alarms():
    for name in ("alarm_medium", "alarm_low", "alarm_ink"):
        assert getattr(DAY, name) == getattr(NIGHT, name)


@pytest.mark.clause("A6", "D3")
@pytest.mark.parametrize("palette", [DAY, NIGHT])
def test_no_colour_is_red_or_green(palette):
    for one in fields(palette):
        text = getattr(palette, one.name)
        if not isinstance(text, str):
            continue
        red, green, blue = (int(text[place : place + 2], 16) / 255 for place in (1, 3, 5))
        hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
        vivid = saturation > 0.35 and max(red, green, blue) - min(red, green, blue) > 0.15
        assert not (vivid and (hue < 20 / 360 or hue > 340 / 360)), f"{one.name} {text} is red"
        assert not (vivid and 75 / 360 < hue < 170 / 360), f"{one.name} {text} is green"


def test_the_style_sheet_is_complete():
    sheet = style_sheet(DAY, sizes_for(width_px=1280, height_px=720, px_per_mm=PX_PER_MM))
    assert sheet.count("{") == sheet.count("}")
    assert "None" not in sheet
