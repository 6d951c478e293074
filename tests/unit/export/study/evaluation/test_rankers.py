import numpy as np
import pytest
from sklearn.metrics import mutual_info_score

from neopain_export.study.evaluation.mdl_intervals import intervals
from neopain_export.study.evaluation.rankers import (
    SELECTORS,
    anova_f,
    mutual_information,
    relieff,
    remembering,
    symmetric_uncertainty,
)


def made(strength, seed=0, count=200, width=20):
    random = np.random.default_rng(seed)
    labels = np.tile([0, 1], count // 2)
    features = random.normal(size=(count, width))
    features[:, 3] += strength * labels
    return features, labels


@pytest.mark.parametrize("name", SELECTORS)
def test_the_informative_feature_comes_first(name):
    features, labels = made(2.0)
    assert np.argmax(SELECTORS[name](features, labels)) == 3


@pytest.mark.parametrize("name", SELECTORS)
def test_a_constant_feature_is_never_preferred(name):
    features, labels = made(2.0)
    features[:, 5] = 7.0
    scores = SELECTORS[name](features, labels)
    assert np.isfinite(scores).all()
    assert scores[5] <= scores[3]
    assert np.argsort(scores)[-1] != 5


def test_symmetric_uncertainty_is_one_for_the_class_itself_and_nought_for_noise():
    labels = np.tile([0, 1], 50)
    assert symmetric_uncertainty(labels[:, None].astype(float), labels) == pytest.approx([1.0])
    noise = np.random.default_rng(0).normal(size=(100, 50))
    assert (symmetric_uncertainty(noise, labels) == 0.0).mean() > 0.9


def test_mutual_information_agrees_with_scikit_learn():
    labels = np.tile([0, 1], 50)
    coarse = np.random.default_rng(1).integers(0, 4, size=100)
    shared = mutual_info_score(coarse, labels) / np.log(2)
    assert mutual_information(coarse[:, None].astype(float), labels) == pytest.approx([shared])


def test_symmetric_uncertainty_agrees_with_scikit_learn_on_its_own_intervals():
    features, labels = made(1.5)
    codes = intervals(features, labels)[:, 3]
    shared = mutual_info_score(codes, labels) / np.log(2)
    share = np.bincount(codes) / len(codes)
    entropy = -(share[share > 0] * np.log2(share[share > 0])).sum()
    assert symmetric_uncertainty(features, labels)[3] == pytest.approx(2 * shared / (entropy + 1))


def test_a_band_in_the_middle_needs_two_cuts():
    values = np.linspace(0, 1, 300)
    labels = ((values > 0.3) & (values < 0.6)).astype(int)
    codes = intervals(values[:, None], labels)[:, 0]
    assert set(codes) == {0, 1, 2}
    assert labels[codes == 1].all()
    assert not labels[codes != 1].any()


def test_the_first_cut_is_accepted_exactly_when_it_pays_for_its_description():
    """Fayyad and Irani's criterion, written out for one column."""
    random = np.random.default_rng(2)
    for strength in (0.0, 0.2, 0.4, 0.6, 0.8):
        labels = np.tile([0, 1], 30)
        values = random.normal(size=60) + strength * labels
        order = np.argsort(values)
        y, n = labels[order], 60

        def entropy(part):
            share = np.bincount(part, minlength=2) / max(1, len(part))
            return -sum(p * np.log2(p) for p in share if p > 0)

        best = max(
            range(1, n),
            key=lambda cut: entropy(y) - (cut * entropy(y[:cut]) + (n - cut) * entropy(y[cut:])) / n,
        )
        left, right = y[:best], y[best:]
        gain = entropy(y) - (len(left) * entropy(left) + len(right) * entropy(right)) / n
        kinds = [len(set(part)) for part in (y, left, right)]
        delta = np.log2(3 ** kinds[0] - 2) - (
            kinds[0] * entropy(y) - kinds[1] * entropy(left) - kinds[2] * entropy(right)
        )
        expected = gain > (np.log2(n - 1) + delta) / n
        assert bool(intervals(values[:, None], labels).any()) == expected


def test_symmetric_uncertainty_does_not_depend_on_the_scale():
    features, labels = made(1.0)
    assert symmetric_uncertainty(features, labels) == pytest.approx(
        symmetric_uncertainty(np.exp(features), labels)
    )


def test_relieff_sees_an_interaction_that_anova_cannot():
    random = np.random.default_rng(0)
    features = random.choice([-1.0, 1.0], size=(400, 6)) + random.normal(scale=0.1, size=(400, 6))
    labels = ((features[:, 0] > 0) ^ (features[:, 1] > 0)).astype(int)
    assert set(np.argsort(relieff(features, labels))[-2:]) == {0, 1}
    assert anova_f(features, labels)[:2].max() < 10.0


def test_remembering_ranks_the_same_rows_once_and_other_rows_again():
    calls = []

    def counting(features, labels):
        calls.append(len(labels))
        return anova_f(features, labels)

    features, labels = made(1.0)
    rank = remembering(counting)
    first, again = rank(features, labels), rank(features.copy(), labels.copy())
    rank(features[:100], labels[:100])
    assert calls == [200, 100]
    assert (first == again).all()
