"""AUC by fold, inside infants and pooled, and what a model that knows nothing would seem to reach."""

from __future__ import annotations

import numpy as np

from neopain_export.study.evaluation.metrics import THRESHOLD, measure
from neopain_export.study.report.markdown import interval, plain, table
from neopain_export.study.report.results import KINDS, StudyResults

MOST_FOLDS = 60


def fold_tables(study: StudyResults) -> list[str]:
    """The section of one protocol."""
    best = [result for kind in KINDS if (result := study.best(kind)) is not None]
    rows = [
        [
            result.configuration.choice.kind,
            *(interval(result.metrics[name]) for name in ("auc", "auc_within", "auc_pooled")),
        ]
        for result in best
    ]
    lines = [
        "### Three AUCs",
        "",
        (
            "*Inside folds* compares pictures that one model judged, and is the AUC of all other tables. "
            "*Inside infants* compares an infant with itself. *Pooled* compares everything, also what "
            "different "
            "models judged; where the share of pain differs between infants it is biased downwards, below "
            "one "
            "half on noise."
        ),
        "",
        *table(["best of", "AUC inside folds", "AUC inside infants", "AUC pooled"], rows),
        "",
        _baseline(study),
        "",
    ]
    numbers = np.unique(study.tested.folds)
    if not 1 < len(numbers) <= MOST_FOLDS:
        return lines
    return [*lines, *_each_fold(study, numbers.tolist())]


def _baseline(study: StudyResults) -> str:
    tested = study.tested
    seen = measure(tested.labels, tested.shares, study.resamples, tested.folds)
    right = (tested.shares >= THRESHOLD) == (tested.labels == 1)
    return (
        "For comparison, a model that knows nothing but the share of pain among its training pictures: AUC "
        f"inside folds {plain(seen['auc'].value)}, pooled {plain(seen['auc_pooled'].value)}, accuracy "
        f"{right.mean():.3f}. How far its pooled AUC lies below one half is what this protocol takes from "
        "every "
        "pooled AUC; accuracy suffers likewise."
    )


def _each_fold(study: StudyResults, folds: list[int]) -> list[str]:
    best = [result for kind in KINDS if (result := study.best(kind)) is not None]
    rows = []
    for fold in folds:
        here = study.tested.folds == fold
        labels = study.tested.labels[here]
        subjects = sorted(set(study.tested.subjects[here].tolist()))
        cells = []
        for result in best:
            column = result.probabilities[here]
            right = float(((column >= THRESHOLD) == (labels == 1)).mean())
            cells.append(f"{plain(_auc(labels, column))}, {right:.3f}")
        named = subjects[0] if len(subjects) == 1 else f"{len(subjects)} infants"
        rows.append([str(fold + 1), named, str(len(labels)), str(int(labels.sum())), *cells])
    kinds = [f"{result.configuration.choice.kind}: AUC, accuracy" for result in best]
    return [
        "By fold:",
        "",
        *table(["fold", "tested on", "pictures", "with pain", *kinds], rows),
        "",
    ]


def _auc(labels: np.ndarray, column: np.ndarray) -> float:
    pain, calm = column[labels == 1], column[labels == 0]
    if not len(pain) or not len(calm):
        return float("nan")
    steps = np.sign(pain[:, None] - calm[None, :])
    return float((steps.mean() + 1.0) / 2.0)
