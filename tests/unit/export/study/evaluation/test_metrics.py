import numpy as np
import pytest
from sklearn import metrics as sk

from neopain.core.errors import SettingFault
from neopain_export.study.evaluation.comparison import best_of_many, compare
from neopain_export.study.evaluation.metrics import draw_metrics, measure, reliability
from neopain_export.study.intervals.resamples import draw_resamples


def made(seed=0, subjects=10, each=6, strength=1.5):
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, subjects * each).astype(np.int64)
    logits = strength * (2 * labels - 1) + random.normal(size=len(labels))
    probabilities = np.round(1 / (1 + np.exp(-logits)), 2)
    return labels, probabilities, np.repeat([f"s{place:02d}" for place in range(subjects)], each)


def test_every_draw_equals_scikit_learn_with_the_same_weights():
    labels, probabilities, subjects = made()
    resamples = draw_resamples(subjects, seed=3, draws=25)
    drawn = draw_metrics(labels, probabilities, resamples)
    called = (probabilities >= 0.5).astype(int)
    for row, weights in enumerate(resamples.of_rows):
        kept = weights > 0
        args = (labels[kept], called[kept])
        expected = {
            "accuracy": sk.accuracy_score(*args, sample_weight=weights[kept]),
            "balanced_accuracy": sk.balanced_accuracy_score(*args, sample_weight=weights[kept]),
            "auc": sk.roc_auc_score(labels[kept], probabilities[kept], sample_weight=weights[kept]),
            "sensitivity": sk.recall_score(*args, sample_weight=weights[kept]),
            "specificity": sk.recall_score(*args, pos_label=0, sample_weight=weights[kept]),
            "f1": sk.f1_score(*args, sample_weight=weights[kept]),
            "mcc": sk.matthews_corrcoef(*args, sample_weight=weights[kept]),
            "brier": sk.brier_score_loss(labels[kept], probabilities[kept], sample_weight=weights[kept]),
        }
        for name, value in expected.items():
            assert drawn[name][row] == pytest.approx(value, abs=1e-9), (name, row)


def test_the_first_draw_is_the_set_itself_and_draws_are_of_whole_subjects():
    labels, _, subjects = made()
    resamples = draw_resamples(subjects, seed=0, draws=50)
    assert (resamples.weights[0] == 1).all()
    assert (resamples.weights.sum(axis=1) == 10).all()
    for row in resamples.of_rows:
        assert all(len(set(row[subjects == name])) == 1 for name in set(subjects))
    assert len(labels) == resamples.of_rows.shape[1]


def test_calibration_error_of_honest_and_of_boastful_probabilities():
    random = np.random.default_rng(0)
    probabilities = random.uniform(size=20000)
    labels = (random.uniform(size=20000) < probabilities).astype(np.int64)
    resamples = draw_resamples(np.repeat(["a", "b"], 10000), 0, draws=5)
    assert measure(labels, probabilities, resamples)["ece"].value < 0.02
    boastful = np.where(probabilities > 0.5, 0.99, 0.01)
    assert measure(labels, boastful, resamples)["ece"].value > 0.2


def test_the_interval_is_wider_when_the_same_pictures_come_from_fewer_infants():
    labels = np.tile([0, 1], 60).astype(np.int64)
    right = np.repeat([True, True, True, True, False, False], 20)
    probabilities = np.where(right, labels, 1 - labels).astype(float)
    few = measure(labels, probabilities, draw_resamples(np.repeat([f"s{i}" for i in range(6)], 20), 0))[
        "accuracy"
    ]
    many = measure(labels, probabilities, draw_resamples(np.array([f"s{i}" for i in range(120)]), 0))[
        "accuracy"
    ]
    assert few.value == many.value
    assert few.high - few.low > 2 * (many.high - many.low)


def test_an_undefined_metric_is_nan_and_never_perfect():
    labels = np.zeros(10, np.int64)
    found = measure(labels, np.linspace(0, 0.4, 10), draw_resamples(np.repeat(["a", "b"], 5), 0, draws=20))
    assert np.isnan(found["auc"].value)
    assert np.isnan(found["sensitivity"].value)


def test_one_subject_gives_no_interval():
    with pytest.raises(SettingFault, match="two subjects"):
        draw_resamples(np.array(["a"] * 5), 0)


def test_reliability_counts_every_picture():
    labels, probabilities, _ = made()
    assert sum(count for _, _, count in reliability(labels, probabilities)) == len(labels)


def test_the_paired_test_sees_a_real_difference_and_no_other():
    labels, good, subjects = made(strength=2.0, subjects=30)
    random = np.random.default_rng(5)
    poor = random.uniform(size=len(labels))
    resamples = draw_resamples(subjects, 0)
    seen = compare(labels, good, poor, resamples)
    assert seen.auc.low > 0
    assert seen.auc_p < 0.01
    assert seen.mcnemar_p < 0.01
    same = compare(labels, good, good, resamples)
    assert same.auc.value == 0
    assert same.auc_p == 1.0
    assert same.mcnemar_p == 1.0


def test_the_best_of_many_coin_tosses_is_no_better_than_a_coin():
    random = np.random.default_rng(0)
    labels = np.tile([0, 1], 60).astype(np.int64)
    subjects = np.repeat([f"s{i:02d}" for i in range(20)], 6)
    columns = [random.uniform(size=120) for _ in range(100)]
    resamples = draw_resamples(subjects, 0, draws=300)
    flattering = max(sk.roc_auc_score(labels, column) for column in columns)
    honest = best_of_many(labels, columns, resamples)
    assert flattering > 0.6
    assert abs(honest.auc.value - 0.5) < 0.05
    assert sk.roc_auc_score(labels, columns[honest.place]) == flattering
