"""The trend is drawn anew when it has moved by a pixel."""

from hypothesis import given
from hypothesis import strategies as st

from neopain.ui.trend.trend_pace import QUICKEST_MS, SLOWEST_MS, refresh_ms, young_span_s


def test_ten_minutes_over_eight_hundred_pixels_move_by_one_in_three_quarters_of_a_second():
    assert refresh_ms(600.0, 800) == 750


def test_a_plot_without_a_width_yet_is_drawn_anew_all_the_same():
    assert refresh_ms(60.0, 0) == SLOWEST_MS


@given(st.floats(1.0, 1e6), st.integers(0, 10_000))
def test_it_is_never_quicker_than_anybody_sees_nor_slower_than_two_seconds(seen_s, width_px):
    assert QUICKEST_MS <= refresh_ms(seen_s, width_px) <= SLOWEST_MS


@given(st.floats(1.0, 1e6), st.integers(1, 10_000))
def test_a_wider_plot_is_never_drawn_less_often(seen_s, width_px):
    assert refresh_ms(seen_s, width_px + 100) <= refresh_ms(seen_s, width_px)


def test_a_young_trend_fills_the_width_and_grows_until_its_span():
    assert [young_span_s(600.0, age) for age in (0.0, 5.0, 100.0, 590.0, 5000.0)] == [
        10.0,
        10.0,
        102.0,
        600.0,
        600.0,
    ]
