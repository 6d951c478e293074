"""How far two raters agree on each question, or one rater with the own answers of a second time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain_export.annotation.rating.tasks import Answer, Task
from neopain_export.study.evaluation.agreement import agreement
from neopain_export.study.intervals.estimates import (
    FEWEST_FOR_INTERVAL,
    UNKNOWN,
    Estimate,
    estimated,
    share_estimated,
)
from neopain_export.study.intervals.resamples import draw_resamples


@dataclass(frozen=True, slots=True)
class Line:
    """One question.

    Attributes:
        question: its word; "total" for the number of actions present.
        ratings, subjects: how many items both answered, of how many infants.
        equal: share of equal answers.
        kappa: Cohen's, for the total weighted by the square of the difference; NaN where neither varies.
        first, second: how often each said present; for the total its mean.
    """

    question: str
    ratings: int
    subjects: int
    equal: Estimate
    kappa: Estimate
    first: Estimate
    second: Estimate


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it; intervals are 95 %, by infant, NaN with fewer than five infants.

    Attributes:
        items: how many items both saw.
        judged, only_first, only_second, neither: of these, who could judge.
        lines: a question each, the total last where there are several.
    """

    items: int
    judged: int
    only_first: int
    only_second: int
    neither: int
    lines: tuple[Line, ...]


def figures(
    task: Task,
    first: Mapping[str, Answer],
    second: Mapping[str, Answer],
    subjects: Mapping[str, str],
    seed: int = 1,
) -> Figures:
    """Compare the answers to the items that both have; `subjects` tells the infant of each item."""
    both = sorted(first.keys() & second.keys())
    can = [(first[item].values is not None, second[item].values is not None) for item in both]
    columns = [
        (question, [(item, _value(first[item], n), _value(second[item], n)) for item in both])
        for n, question in enumerate(task.questions)
    ]
    if len(task.questions) > 1:
        totals = [(item, task.result(first[item]), task.result(second[item])) for item in both]
        columns.append(("total", totals))
    return Figures(
        len(both),
        can.count((True, True)),
        can.count((True, False)),
        can.count((False, True)),
        can.count((False, False)),
        tuple(_line(question, pairs, subjects, seed) for question, pairs in columns),
    )


def _value(answer: Answer, question: int) -> int | None:
    return None if answer.values is None else answer.values[question]


def _line(
    question: str, pairs: list[tuple[str, int | None, int | None]], subjects: Mapping[str, str], seed: int
) -> Line:
    rated = [(subjects[item], one, other) for item, one, other in pairs if None not in {one, other}]
    owners = np.array([owner for owner, _, _ in rated], dtype=np.str_)
    infants = len(set(owners.tolist()))
    if len(rated) < 2:
        return Line(question, len(rated), infants, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
    values = np.array([(one, other) for _, one, other in rated], np.float64)
    found = agreement(values[:, 0], values[:, 1], owners, seed)
    kappa = found.weighted_kappa if question == "total" else found.kappa
    is_share = question != "total"
    means = [_mean(values[:, column], owners, seed, is_share=is_share) for column in (0, 1)]
    return Line(question, len(rated), infants, found.equal, kappa, *means)


def _mean(values: NDArray[np.float64], owners: NDArray[np.str_], seed: int, *, is_share: bool) -> Estimate:
    if len(np.unique(owners)) < FEWEST_FOR_INTERVAL:  # of one infant nothing can be drawn
        return Estimate(float(values.mean()), float("nan"), float("nan"))
    weights = draw_resamples(owners, seed).of_rows
    draws = weights @ values / weights.sum(axis=1)
    return (share_estimated if is_share else estimated)(draws, len(np.unique(owners)))
