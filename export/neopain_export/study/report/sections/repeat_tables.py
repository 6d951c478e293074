"""Repeated splits into groups: what a number owes to the split that was drawn."""

from __future__ import annotations

from neopain_export.study.report.markdown import interval, plain, table
from neopain_export.study.report.results import StudyResults
from neopain_export.study.robustness.repeats import FIGURES, repeated

TITLES = {
    "auc": "AUC inside folds",
    "balanced_accuracy": "balanced accuracy",
    "accuracy": "accuracy",
    "brier": "Brier",
}


def repeat_tables(study: StudyResults) -> list[str]:
    """The section of one protocol; nothing where nothing was repeated."""
    rows = []
    for kind, repeats in study.repeats.items():
        found = repeated(study.tested.labels, repeats, study.resamples)
        for name in FIGURES:
            figure = found[name]
            rows.append(
                [
                    kind,
                    TITLES[name],
                    interval(figure.by_split),
                    interval(figure.by_infant),
                    f"{plain(figure.lowest)} to {plain(figure.highest)}",
                ]
            )
    if not rows:
        return []
    counts = {len(repeats.probabilities) for repeats in study.repeats.values()}
    return [
        f"### Repeated {max(counts)} times, with other groups each time",
        "",
        (
            "The recipes are those that came out best under the first split, so that what choosing them "
            "costs "
            "is not in here: see the corrected columns. *Over splits* is the mean over the folds of all "
            "repeats; "
            "its interval is corrected for the infants that the splits share (Nadeau and Bengio 2003). *Over "
            "infants* is the mean over repeats, with the interval by drawing infants. Quote the wider one. "
            "Of the assessed pictures: refused ones are in the table of refusals."
        ),
        "",
        *table(["best of", "figure", "over splits", "over infants", "repeats, lowest to highest"], rows),
        "",
    ]
