"""Scores against ratings of several levels, where the set has them."""

from __future__ import annotations

from neopain_export.study.evaluation.ordinal import numbers_of, ordinal
from neopain_export.study.report.markdown import interval, table
from neopain_export.study.report.results import KINDS, StudyResults

RATINGS = ("nips", "nfcs", "intensity")
"""Columns that are ratings and not groups of infants."""


def ordinal_tables(study: StudyResults) -> list[str]:
    """The section of one protocol; nothing for a set without such ratings."""
    tested = study.tested
    rows = []
    for name in RATINGS:
        numbers = numbers_of(tested.about[name]) if name in tested.about else None
        for kind in KINDS:
            best = study.best(kind)
            if numbers is None or best is None:
                continue
            found = ordinal(numbers, best.probabilities, tested.subjects, tested.folds, study.seed)
            if found is None:
                continue
            rows.append(
                [
                    name,
                    kind,
                    str(found.levels),
                    f"{found.pictures} of {found.infants}",
                    interval(found.concordance),
                    interval(found.kappa),
                ]
            )
    if not rows:
        return []
    return [
        "### Against ratings of several levels",
        "",
        (
            "*Concordance*: of two pictures with different ratings that one model judged, the share in which "
            "the "
            "higher rating has the higher probability (0.5 is chance). *Weighted kappa*, quadratic: the "
            "probability turned into the rating that other infants had with it (0 is chance)."
        ),
        "",
        *table(["rating", "best of", "levels", "pictures of infants", "concordance", "weighted kappa"], rows),
        "",
    ]
