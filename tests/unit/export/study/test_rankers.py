import numpy as np
import pytest
from sklearn.metrics import mutual_info_score

from neopain_export.study.rankers import (
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


def test_symmetric_uncertainty_is_one_for_the_class_itself_and_agrees_with_scikit_learn():
    labels = np.tile([0, 1], 50)
    copy = labels[:, None].astype(float)
    assert symmetric_uncertainty(copy, labels) == pytest.approx([1.0])
    random = np.random.default_rng(1)
    coarse = random.integers(0, 4, size=100)
    shared = mutual_info_score(coarse, labels) / np.log(2)
    assert mutual_information(coarse[:, None].astype(float), labels) == pytest.approx([shared])
    share = np.bincount(coarse) / 100
    entropy = -(share * np.log2(share)).sum()
    assert symmetric_uncertainty(coarse[:, None].astype(float), labels) == pytest.approx(
        [2 * shared / (entropy + 1)]
    )


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
