"""Scores against ratings of several levels, where the set has them."""

from __future__ import annotations

import itertools

import numpy as np

from neopain_export.study.data.pain_scales import RATER, is_rating
from neopain_export.study.evaluation.agreement import agreement
from neopain_export.study.evaluation.ordinal import numbers_of, ordinal
from neopain_export.study.report.markdown import interval, plain, table
from neopain_export.study.report.results import KINDS, StudyResults


def ordinal_tables(study: StudyResults) -> list[str]:
    """The section of one protocol; nothing for a set without such ratings."""
    tested = study.tested
    rows = []
    for name in filter(is_rating, tested.about):
        numbers = numbers_of(tested.about[name])
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
        return _raters(study)
    return [
        *_raters(study),
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


def _raters(study: StudyResults) -> list[str]:
    """How far people agree, where two or more of them rated: what bounds the agreement with any score."""
    tested = study.tested
    rows = []
    columns = [name for name in tested.about if name.startswith(RATER)]
    for first, second in itertools.combinations(columns, 2):
        one, other = numbers_of(tested.about[first]), numbers_of(tested.about[second])
        if one is None or other is None:
            continue
        both = np.isfinite(one) & np.isfinite(other)
        if both.sum() < 2:
            continue
        found = agreement(one[both], other[both], tested.subjects[both], study.seed)
        rows.append(
            [
                f"{first}, {second}",
                f"{found.ratings} of {found.subjects}",
                *(interval(figure) for figure in (found.kappa, found.weighted_kappa, found.icc)),
                (
                    f"{interval(found.bias, signed=True)}; {plain(found.low_limit.value, '+.2f')} to "
                    f"{plain(found.high_limit.value, '+.2f')}"
                ),
            ]
        )
    if not rows:
        return []
    head = ["raters", "pictures of infants", "kappa", "weighted kappa", "ICC(2,1)", "bias; limits"]
    return [
        "### Agreement of the raters",
        "",
        "Of the assessed pictures. How far people agree bounds what agreeing with them can mean.",
        "",
        *table(head, rows),
        "",
    ]
