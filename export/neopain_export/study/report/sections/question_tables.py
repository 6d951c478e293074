"""The questions that readers of a prediction study ask: calibration, precision, decisions, subgroups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from neopain_export.study.data.pain_scales import is_rating
from neopain_export.study.evaluation.calibration import (
    average_precision,
    calibration,
    net_benefit,
    operating_point,
)
from neopain_export.study.evaluation.metrics import THRESHOLD, measure
from neopain_export.study.intervals.resamples import draw_resamples
from neopain_export.study.report.markdown import interval, plain, table
from neopain_export.study.report.results import KINDS, Result, StudyResults

WANTED_SENSITIVITY = 0.9
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
MOST_VALUES = 12
"""A column with more different values is cut into thirds if it holds numbers, else passed over."""


def questions(study: StudyResults) -> list[str]:
    """The section of one protocol, for the best of each kind."""
    best = [result for kind in KINDS if (result := study.best(kind)) is not None]
    return [*_calibration(study, best), *_decisions(study, best), *_subgroups(study, best)]


def _calibration(study: StudyResults, best: list[Result]) -> list[str]:
    labels, draws = study.tested.labels, study.resamples
    rows = []
    for result in best:
        fit = calibration(labels, result.probabilities, draws)
        point = operating_point(labels, result.probabilities, draws, WANTED_SENSITIVITY)
        rows.append(
            [
                result.configuration.choice.kind,
                interval(fit.intercept, signed=True),
                interval(fit.slope),
                interval(average_precision(labels, result.probabilities, draws)),
                plain(point.threshold),
                interval(point.sensitivity),
                interval(point.specificity),
            ]
        )
    head = [
        "best of",
        "calibration intercept (0)",
        "slope (1)",
        f"average precision (chance {labels.mean():.2f})",
        f"threshold for sensitivity {WANTED_SENSITIVITY:g}",
        "sensitivity there",
        "specificity there",
    ]
    return [
        "### Calibration, precision, operating point",
        "",
        (
            "In brackets of the head: the ideal, or chance. The threshold is chosen on some infants and "
            "measured "
            "on the others (the mean over draws), so that it does not flatter itself."
        ),
        "",
        *table(head, rows),
        "",
    ]


def _decisions(study: StudyResults, best: list[Result]) -> list[str]:
    labels = study.tested.labels
    rows = []
    for threshold in THRESHOLDS:
        pairs = [net_benefit(labels, result.probabilities, threshold) for result in best]
        if pairs:
            rows.append(
                [f"{threshold:g}", f"{pairs[0][1]:+.3f}", "0", *(f"{model:+.3f}" for model, _ in pairs)]
            )
    head = [
        "threshold",
        "always call pain",
        "never",
        *(result.configuration.choice.kind for result in best),
    ]
    return [
        "### Decision curve: net benefit",
        "",
        "True calls a picture, less false ones weighted by the odds of the threshold (Vickers, Elkin 2006).",
        "",
        *table(head, rows),
        "",
    ]


def _subgroups(study: StudyResults, best: list[Result]) -> list[str]:
    tested = study.tested
    rows = []
    for name, column in tested.about.items():
        if is_rating(name):
            continue
        for value, here, lost in _with_refused(column, _of_refused(study, name)):
            labels = tested.labels[here]
            infants = len(np.unique(tested.subjects[here]))
            cells = []
            for result in best:
                if infants < 2 or len(np.unique(labels)) < 2:
                    cells.append("too few")
                    continue
                draws = draw_resamples(tested.subjects[here], study.seed)
                seen = measure(labels, result.probabilities[here], draws, tested.folds[here])
                called = result.probabilities[here] >= THRESHOLD
                sensitivity, specificity = called[labels == 1].mean(), (~called[labels == 0]).mean()
                cells.append(f"{interval(seen['auc'])}; {sensitivity:.2f} / {specificity:.2f}")
            rows.append([name, value, f"{int(here.sum())} of {infants}", _lost(study, lost), *cells])
    passed = _passed_over(study)
    if not rows:
        return ["### Subgroups", "", *passed] if passed else []
    kinds = [f"{result.configuration.choice.kind}: AUC; sens. / spec." for result in best]
    return [
        "### Subgroups",
        "",
        (
            "By every other column of the set; columns of numbers are cut into thirds. Refused pictures are "
            "in no AUC. Nothing is corrected for looking often."
        ),
        "",
        *table(["column", "value", "pictures of infants", "refused, with pain", *kinds], rows),
        "",
        *passed,
    ]


def _passed_over(study: StudyResults) -> list[str]:
    """Which columns give no groups, and why: one that is missing in the table would seem to have none."""
    words = {
        name: len(set(column.tolist()))
        for name, column in study.tested.about.items()
        if not is_rating(name) and not _with_refused(column, _of_refused(study, name))
    }
    many = [name for name, values in words.items() if values > MOST_VALUES]
    one = [name for name, values in words.items() if values <= MOST_VALUES]
    said = [f"of more than {MOST_VALUES} different words: {', '.join(many)}"] if many else []
    said += [f"of one value: {', '.join(one)}"] if one else []
    return [f"No subgroups of columns {'; '.join(said)}.", ""] if said else []


def _of_refused(study: StudyResults, name: str) -> NDArray[np.str_] | None:
    """A column of the refused pictures, empty where they lack it; None where they are not known."""
    refused = study.tested.refused
    return None if refused is None else refused.about.get(name, np.full(len(refused.labels), ""))


def _lost(study: StudyResults, lost: NDArray[np.bool_] | None) -> str:
    """How many of a group could not be assessed, and how many of these show pain: they are in no AUC."""
    refused = study.tested.refused
    if refused is None or lost is None:
        return "not known"
    return f"{int(lost.sum())}, {int(refused.labels[lost].sum())}"


def _with_refused(
    column: NDArray[np.str_], refused: NDArray[np.str_] | None
) -> list[tuple[str, NDArray[np.bool_], NDArray[np.bool_] | None]]:
    """Groups by the values of assessed and refused pictures together; None where these are not told."""
    everything = column if refused is None else np.concatenate([column, refused])
    count = len(column)
    return [
        (value, here[:count], None if refused is None else here[count:])
        for value, here in _groups(everything)
    ]


def _groups(column: NDArray[np.str_]) -> list[tuple[str, NDArray[np.bool_]]]:
    values = sorted(set(column.tolist()))
    if len(values) < 2:
        return []
    if len(values) <= MOST_VALUES:
        return [(value or "(empty)", column == value) for value in values]
    try:
        numbers = np.array([float(value) if value else np.nan for value in column.tolist()])
    except ValueError:
        return []
    known = numbers[np.isfinite(numbers)]
    if len(known) < 3:
        return []
    low, high = np.quantile(known, [1 / 3, 2 / 3])
    thirds = [
        (f"to {low:g}", numbers <= low),
        (f"{low:g} to {high:g}", (numbers > low) & (numbers <= high)),
        (f"above {high:g}", numbers > high),
    ]
    # Where most have one value, as most infants are 0 preterm, a third may be nobody.
    return [(name, here) for name, here in thirds if here.any()]
