"""The interval over splits that share their infants."""

import numpy as np
import pytest
from scipy.stats import t

from neopain_export.study.intervals.repeated import corrected_resampled

VALUES = np.random.default_rng(3).normal(0.7, 0.05, 40)


def test_the_corrected_t_by_hand():
    found = corrected_resampled(VALUES, 0.25)
    reach = t.ppf(0.975, 39) * np.sqrt((1 / 40 + 0.25) * VALUES.var(ddof=1))
    assert found.value == pytest.approx(VALUES.mean())
    assert (found.low, found.high) == pytest.approx((VALUES.mean() - reach, VALUES.mean() + reach))


def test_more_splits_of_the_same_infants_do_not_make_it_vanish():
    wide = [corrected_resampled(np.tile(VALUES, count), 0.25) for count in (1, 100)]
    first, last = (one.high - one.low for one in wide)
    assert last > 0.85 * first


def test_it_ends_where_the_figure_ends():
    found = corrected_resampled(np.array([0.99, 1.0, 0.9, 1.0]), 1.0)
    assert found.high == 1.0


def test_folds_without_the_figure_are_left_out_and_few_give_no_interval():
    some = corrected_resampled(np.r_[VALUES, np.nan, np.nan], 0.25)
    assert some == corrected_resampled(VALUES, 0.25)
    assert not np.isfinite(corrected_resampled(VALUES[:3], 0.25).low)
    assert not np.isfinite(corrected_resampled(np.array([np.nan]), 0.25).value)
