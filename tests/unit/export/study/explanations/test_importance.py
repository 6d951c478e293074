"""Importance of parts: of a model whose only source is known."""

import numpy as np
import pytest

from neopain.core.errors import SettingFault
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain_export.study.explanations.importance import (
    BLOCK,
    FAMILY,
    Scored,
    by_features,
    by_regions,
    donors_of,
    weighed,
)

LAYOUT = FeatureLayout((FeatureBlock("net.a", 3), FeatureBlock("net.b", 2), FeatureBlock("lbp.x", 4)))
SUBJECTS = np.array([f"s{number // 4}" for number in range(40)])
LABELS = np.arange(40) % 2


def made(seed=0):
    """Noise everywhere but in net.b, whose first feature is the label."""
    values = np.random.default_rng(seed).normal(0, 1, (40, 9)).astype(np.float32)
    values[:, 3] = LABELS + 0.1 * values[:, 3]
    return values


def points(row):
    return float(10.0 * np.clip(row[3], 0.0, 1.0))


def scored(values):
    return Scored(LABELS.astype(np.int64), SUBJECTS, np.array([points(row) for row in values]))


def told(repeats=5, seed=1):
    values = made()
    return {
        (one.kind, one.name): one
        for one in by_features(scored(values), values, LAYOUT, points, repeats, seed)
    }


def test_only_the_block_that_the_score_comes_from_has_importance():
    found = told()
    assert set(found) == {(FAMILY, "net"), (BLOCK, "net.a"), (BLOCK, "net.b"), (FAMILY, "lbp")}
    for part in ((BLOCK, "net.a"), (FAMILY, "lbp")):
        assert found[part].drop.value == found[part].change.value == 0.0
    for part in ((BLOCK, "net.b"), (FAMILY, "net")):
        assert found[part].drop.low > 0.2
        assert found[part].auc == pytest.approx(0.5, abs=0.2)
        assert found[part].change.low < found[part].change.value < found[part].change.high


def test_the_seed_gives_the_same_again_and_another_one_another():
    assert told() == told()
    assert told()[BLOCK, "net.b"] != told(seed=2)[BLOCK, "net.b"]


def test_without_labels_there_is_the_change_only():
    values = made()
    plain = Scored(np.full(40, -1), SUBJECTS, np.array([points(row) for row in values]))
    found = {one.name: one for one in by_features(plain, values, LAYOUT, points, 3, 1)}
    assert np.isnan(found["net.b"].drop.value)
    assert found["net.b"].change.value > 2.0


def test_few_infants_give_no_interval():
    subjects = np.array([f"s{number // 10}" for number in range(40)])
    values = made()
    few = Scored(LABELS.astype(np.int64), subjects, np.array([points(row) for row in values]))
    found = by_features(few, values, LAYOUT, points, 2, 1)[0]
    assert np.isfinite(found.drop.value)
    assert np.isnan(found.drop.low)


def test_what_is_exchanged_is_always_another_infants():
    for seed in range(20):
        donors = donors_of(SUBJECTS, np.random.default_rng(seed))
        assert (SUBJECTS[donors] != SUBJECTS).all()
    with pytest.raises(SettingFault, match="two infants or more"):
        donors_of(np.array(["a", "a"]), np.random.default_rng(0))


def test_only_the_region_that_the_score_looks_at_has_importance():
    rng = np.random.default_rng(4)
    images = [np.full((224, 224, 3), rng.integers(0, 256), np.uint8) for _ in range(40)]
    for image, label in zip(images, LABELS, strict=True):
        image[90:95, 70:90] = 255 * label

    def score(crop):
        return 10.0 * round(float(crop.image[90:95, 70:90].mean()) / 255.0)

    rows = Scored(LABELS.astype(np.int64), SUBJECTS, np.array([10.0 * label for label in LABELS]))
    found = {one.name: one for one in by_regions(rows, images, score, 3, 1)}
    assert found["eyes"].drop.low > 0.2
    assert abs(found["rim"].drop.value) < 0.01
    assert abs(found["forehead"].drop.value) < 0.01


def test_the_interval_draws_infants_not_pictures():
    """Copies of one infant's pictures make no interval narrower; more infants do."""
    labels, subjects = np.tile(LABELS, 2).astype(np.int64), np.tile(SUBJECTS, 2)
    values = made()
    first = np.array([points(row) for row in values])
    change = np.random.default_rng(0).normal(0, 3, (1, 40))
    one = weighed(FAMILY, "x", 1, Scored(LABELS.astype(np.int64), SUBJECTS, first), first + change, 1)
    copied = Scored(labels, subjects, np.tile(first, 2))
    two = weighed(FAMILY, "x", 1, copied, np.tile(first + change, (1, 2)), 1)
    assert two.change.high - two.change.low == pytest.approx(one.change.high - one.change.low, rel=1e-6)
