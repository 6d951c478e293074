"""Agreement against published examples, scikit-learn, and its laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from neopain.core.errors import SettingFault
from neopain_export.study.evaluation.agreement import agreement

POINTS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=3, max_size=40)


def compared(pairs, subjects=None):
    first, second = np.array(pairs, dtype=float).T
    owners = np.array(subjects or ["one"] * len(pairs))
    return agreement(first, second, owners, seed=1)


@given(POINTS)
def test_kappa_is_scikit_learns(pairs):
    first, second = zip(*pairs, strict=True)
    found = compared(pairs)
    if len(set(first) | set(second)) == 1:
        assert np.isnan(found.kappa.value)
        return
    assert found.kappa.value == pytest.approx(cohen_kappa_score(first, second), abs=1e-9, nan_ok=True)
    if set(range(min(first + second), max(first + second) + 1)) == set(first) | set(second):
        # scikit-learn weighs by the place among the classes that occur, we by the points themselves.
        quadratic = cohen_kappa_score(first, second, weights="quadratic")
        assert found.weighted_kappa.value == pytest.approx(quadratic, abs=1e-9, nan_ok=True)


def test_icc_of_a_layout_worked_out_by_hand():
    """Two raters, four things; rows (1, 3), (2, 4), (3, 5), (4, 6): the second is always two points higher.

    Between things: mean square 2 * var(2, 3, 4, 5) = 10 / 3; raters: 4 * 2 * 1 = 8; residual 0. So
    ICC(2,1) = (10/3) / (10/3 + 2 * 8 / 4) = 0.4545..., where a mere correlation would say 1.
    """
    found = compared([(1, 3), (2, 4), (3, 5), (4, 6)])
    assert found.icc.value == pytest.approx(10 / 3 / (10 / 3 + 4))
    assert (found.bias.value, found.low_limit.value, found.high_limit.value) == (2.0, 2.0, 2.0)


@given(POINTS)
def test_icc_is_the_analysis_of_variance(pairs):
    data = np.array(pairs, dtype=float)
    n, k = data.shape
    grand = data.mean()
    rows = k * ((data.mean(axis=1) - grand) ** 2).sum() / (n - 1)
    columns = n * ((data.mean(axis=0) - grand) ** 2).sum() / (k - 1)
    left = data - data.mean(axis=1, keepdims=True) - data.mean(axis=0, keepdims=True) + grand
    residual = (left**2).sum() / ((n - 1) * (k - 1))
    below = rows + (k - 1) * residual + k * (columns - residual) / n
    found = compared(pairs).icc.value
    if below > 1e-9:
        assert found == pytest.approx((rows - residual) / below, abs=1e-9)
    else:
        assert np.isnan(found)


@given(POINTS)
def test_who_is_first_does_not_matter(pairs):
    one, other = compared(pairs), compared([(b, a) for a, b in pairs])
    for name in ("equal", "kappa", "weighted_kappa", "icc"):
        assert getattr(one, name).value == pytest.approx(getattr(other, name).value, nan_ok=True)
    assert one.bias.value == pytest.approx(-other.bias.value)
    assert one.low_limit.value == pytest.approx(-other.high_limit.value)


def test_intervals_are_by_infant_and_only_where_there_are_enough():
    random = np.random.default_rng(0)
    subjects = [f"n{place // 6}" for place in range(60)]
    truth = random.integers(0, 8, 60)
    pairs = [(value, min(7, max(0, value + random.integers(-1, 2)))) for value in truth]
    found = compared(pairs, subjects)
    assert found.subjects == 10
    assert found.icc.low < found.icc.value < found.icc.high
    assert np.isnan(compared(pairs, [f"n{place % 4}" for place in range(60)]).icc.low)


def test_raters_who_only_guess_do_not_agree():
    random = np.random.default_rng(1)
    pairs = random.integers(0, 8, (2000, 2)).tolist()
    found = compared(pairs)
    assert abs(found.kappa.value) < 0.05
    assert abs(found.icc.value) < 0.05


def test_too_few_are_refused():
    with pytest.raises(SettingFault, match="two or more"):
        compared([(1, 1)])


def test_raters_of_one_mind_are_no_proof_that_they_always_are():
    """1.000 [1.000, 1.000] was printed: no draw of infants can show two who differ."""
    same, owners = np.ones(12), np.repeat([f"n{place}" for place in range(6)], 2)
    found = agreement(same, same, owners, 1).equal
    assert (found.value, found.low, found.high) == (1.0, 0.5, 1.0)
