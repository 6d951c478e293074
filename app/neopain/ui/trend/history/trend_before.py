"""Stretches and limits of the trend, and those of earlier sessions out of their log. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neopain.core.score.coverage import Change


@dataclass(frozen=True, slots=True)
class Span:
    """From and until, monotonic s."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits in force from monotonic s `at` on."""

    at: float
    lower: float
    upper: float


def before_of(changes: Iterable[Change]) -> tuple[list[Limits], list[Span]]:
    """The limits and the spans of care mode that changes in order tell."""
    limits: list[Limits] = []
    care: list[Span] = []
    since: float | None = None
    for change in changes:
        if change.lower_limit is not None and change.upper_limit is not None:
            limits.append(Limits(change.at, change.lower_limit, change.upper_limit))
        if change.excluded and since is None:
            since = change.at
        elif change.excluded is False and since is not None:
            care.append(Span(since, change.at))
            since = None
    return limits, care
