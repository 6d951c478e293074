import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from neopain_export.study.evaluation.calibration import (
    average_precision,
    calibration,
    net_benefit,
    operating_point,
)
from neopain_export.study.evaluation.metrics import draw_metrics, measure, measure_with_refusals
from neopain_export.study.intervals.resamples import draw_resamples


def made(seed=0, infants=12, each=10, strength=1.0):
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, infants * each)
    subjects = np.repeat([f"s{place:02d}" for place in range(infants)], each)
    probabilities = 1 / (1 + np.exp(-(strength * (2 * labels - 1) + random.normal(0, 1.5, len(labels)))))
    return labels.astype(np.int64), probabilities, subjects


def by_hand(labels, scores, strata):
    won = pairs = 0.0
    for stratum in np.unique(strata):
        pain, calm = scores[(strata == stratum) & (labels == 1)], scores[(strata == stratum) & (labels == 0)]
        for one in pain:
            for other in calm:
                pairs += 1
                won += 1.0 if one > other else 0.5 if one == other else 0.0
    return won / pairs


@pytest.mark.parametrize("per_fold", [1, 2, 3, 12])
def test_auc_inside_folds_counts_the_pairs_inside_them(per_fold):
    labels, scores, subjects = made()
    scores = np.round(scores, 1)
    numbers = np.array([int(subject[1:]) // per_fold for subject in subjects])
    seen = measure(labels, scores, draw_resamples(subjects, 0), numbers)
    assert seen["auc"].value == pytest.approx(by_hand(labels, scores, numbers))
    assert seen["auc_within"].value == pytest.approx(by_hand(labels, scores, subjects))
    assert seen["auc_pooled"].value == pytest.approx(roc_auc_score(labels, scores))


def test_with_one_fold_nothing_has_changed():
    labels, scores, subjects = made()
    drawn = draw_metrics(labels, scores, draw_resamples(subjects, 0))
    assert (drawn["auc"] == drawn["auc_pooled"]).all()


def test_an_infant_drawn_twice_counts_as_two_in_the_auc_inside_infants():
    labels, scores, subjects = made(infants=3)
    draws = draw_resamples(subjects, 0, draws=50)
    drawn = draw_metrics(labels, scores, draws)["auc_within"]
    for place in (1, 7, 30):
        copies = [
            np.flatnonzero(subjects == name)
            for name, times in zip(draws.subjects, draws.weights[place], strict=True)
            for _ in range(int(times))
        ]
        rows = np.concatenate(copies)
        strata = np.concatenate([np.full(len(copy), number) for number, copy in enumerate(copies)])
        assert drawn[place] == pytest.approx(by_hand(labels[rows], scores[rows], strata))


def test_ece_lies_in_its_own_interval():
    outside = 0
    for seed in range(60):
        labels, scores, subjects = made(seed, infants=8, each=4, strength=0.8)
        ece = measure(labels, scores, draw_resamples(subjects, seed, draws=300))["ece"]
        outside += not ece.low <= ece.value <= ece.high
        assert 0.0 <= ece.low <= ece.high <= 1.0
    assert outside == 0


@pytest.mark.parametrize("infants", [2, 3, 4])
def test_few_infants_give_no_interval(infants):
    labels, scores, subjects = made(infants=infants)
    for estimate in measure(labels, scores, draw_resamples(subjects, 0)).values():
        assert np.isfinite(estimate.value)
        assert np.isnan([estimate.low, estimate.high]).all()


def test_five_infants_give_one():
    labels, scores, subjects = made(infants=5)
    seen = measure(labels, scores, draw_resamples(subjects, 0))["auc"]
    assert seen.low < seen.value < seen.high


def test_refused_pictures_are_errors_at_every_threshold_and_in_every_pair():
    labels, scores, subjects = made(strength=9.0)
    assessed = np.arange(len(labels)) % 4 != 0
    folds = np.zeros(len(labels), np.intp)
    seen = measure_with_refusals(labels, scores, draw_resamples(subjects, 0), folds, assessed)
    kept = labels[assessed]
    right = ((scores >= 0.5) == (labels == 1)) & assessed
    assert seen["accuracy"].value == pytest.approx(right.mean())
    assert seen["sensitivity"].value == pytest.approx(right[labels == 1].mean())
    assert seen["specificity"].value == pytest.approx(right[labels == 0].mean())
    pairs = (labels == 1).sum() * (labels == 0).sum()
    inside = by_hand(kept, scores[assessed], np.zeros(len(kept))) * (kept == 1).sum() * (kept == 0).sum()
    assert seen["auc"].value == pytest.approx(inside / pairs)


def test_calibration_is_what_a_logistic_regression_says():
    labels, scores, subjects = made(infants=30, each=20)
    seen = calibration(labels, scores, draw_resamples(subjects, 0))
    odds = np.log(scores / (1 - scores))[:, None]
    fitted = LogisticRegression(C=1e9, max_iter=1000).fit(odds, labels)
    assert seen.slope.value == pytest.approx(fitted.coef_[0, 0], abs=1e-3)
    right = 1 / (1 + np.exp(-np.random.default_rng(0).normal(0, 1.5, 4000)))
    drawn = (np.random.default_rng(1).random(4000) < right).astype(np.int64)
    many = np.repeat([f"s{n}" for n in range(40)], 100)
    good = calibration(drawn, right, draw_resamples(many, 0))
    assert good.slope.low < 1.0 < good.slope.high
    assert good.intercept.low < 0.0 < good.intercept.high
    shifted = calibration(drawn, right**2, draw_resamples(many, 0))
    assert shifted.intercept.low > 0.1


def test_classes_apart_have_no_finite_slope():
    labels = np.tile([0, 1], 20)
    seen = calibration(
        labels, np.where(labels == 1, 0.9, 0.1), draw_resamples(np.repeat(list("abcdefgh"), 5), 0)
    )
    assert np.isnan(seen.slope.value)


def test_average_precision_is_scikit_learns():
    labels, scores, subjects = made()
    rounded = np.round(scores, 1)
    seen = average_precision(labels, rounded, draw_resamples(subjects, 0))
    assert seen.value == pytest.approx(average_precision_score(labels, rounded))
    assert seen.low < seen.value < seen.high


def test_net_benefit_by_its_definition():
    labels = np.array([1, 1, 0, 0, 0])
    model, always = net_benefit(labels, np.array([0.9, 0.1, 0.9, 0.1, 0.1]), 0.2)
    assert model == pytest.approx(1 / 5 - 0.25 * 1 / 5)
    assert always == pytest.approx(2 / 5 - 0.25 * 3 / 5)


def test_the_operating_point_is_measured_on_infants_it_was_not_chosen_on():
    labels, scores, subjects = made(infants=40, each=10)
    draws = draw_resamples(subjects, 0)
    point = operating_point(labels, scores, draws, 0.9)
    called = scores >= point.threshold
    assert called[labels == 1].mean() >= 0.9
    assert 0.8 < point.sensitivity.value < 0.97
    assert point.specificity.low < (~called[labels == 0]).mean() < point.specificity.high
