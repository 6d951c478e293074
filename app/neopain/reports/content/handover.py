"""The handover at a shift's end, as numbers: what a page on the screen and on paper is made of.

Times, episodes and gaps are those of `core.score.coverage`, as everywhere. Seconds are monotonic, on the axis
of the stay that is handed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from math import inf

import numpy as np
from numpy.typing import NDArray

from neopain.core.alarms.seen_alarms import SeenAlarm
from neopain.core.clinical.annotation_choices import NoteCode
from neopain.core.clinical.procedure import CARD
from neopain.core.record import Annotation, Assessment
from neopain.core.score.comparison import weighted_median
from neopain.core.score.coverage import Change, Statistics, Stretch
from neopain.core.score.episodes import Episode, EpisodeFinder
from neopain.core.sessions import LogEntry
from neopain.core.stay.reviewed import ReviewedStay
from neopain.core.watch.sign_seconds import SignSeconds, SignsInShort, in_short
from neopain.reports.content.summary import NO_READING

HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class HourLine:
    """An hour, or the part of it that was looked at.

    Attributes:
        start, stop: on the axis.
        statistics: counted time.
        median, highest: points, over what was scored; None when nothing was.
        alarms: alarms about the infant raised in it.
    """

    start: float
    stop: float
    statistics: Statistics
    median: float | None
    highest: float | None
    alarms: int


@dataclass(frozen=True, slots=True)
class Handover:
    """One page.

    Attributes:
        stay: whose it is, with its axis.
        start, stop: the time that it is about.
        statistics: counted time in it.
        not_monitored_s: time between sessions.
        hours: in order.
        episodes: over the upper limit, in order.
        unscored: seconds by reason, the longest first; NO_READING where there was no reading.
        alarms: about the infant, in order.
        technical_alarms: how many others.
        assessments, analgesia, other_notes: what people scored and noted, in order.
        procedures: the lines of the procedure cards, in order.
        limits: limits that were in force, each with its begin.
        models, sources: each once.
        signs: intensity and actions over scored time; None where they were not asked for.
        zone: of the page's times; None for the computer's own, as on its screen.
    """

    stay: ReviewedStay
    start: float
    stop: float
    statistics: Statistics
    not_monitored_s: float
    hours: tuple[HourLine, ...]
    episodes: tuple[Episode, ...]
    unscored: tuple[tuple[str, float], ...]
    alarms: tuple[SeenAlarm, ...]
    technical_alarms: int
    assessments: tuple[Assessment, ...]
    analgesia: tuple[Annotation, ...]
    other_notes: tuple[Annotation, ...]
    procedures: tuple[LogEntry, ...]
    limits: tuple[Change, ...]
    models: tuple[str, ...]
    sources: tuple[str, ...]
    signs: SignsInShort | None = None
    zone: tzinfo | None = None

    @property
    def simulated(self) -> bool:
        """Whether any of it is of the simulated neonate."""
        return any(part.session.simulated for part in self.stay.parts_in(self.start, self.stop))


def handover_of(
    stay: ReviewedStay,
    stretches: Iterable[Stretch],
    start: float,
    stop: float,
    signs: SignSeconds | None = None,
) -> Handover:
    """The page about [start, stop] of a stay.

    Args:
        stay: whose it is.
        stretches: of that time, in order, without the time between sessions; used once.
        start: on the stay's axis.
        stop: on the stay's axis.
        signs: what stood beside the scores of that time, second by second.
    """
    start, stop = max(start, stay.start), min(stop, stay.stop)
    # What people did before the first picture or after the last one is of the page at that end, too.
    begun, over = -inf if start <= stay.start else start, inf if stop >= stay.stop else stop
    counter = _Counter(start, stop)
    for stretch in stretches:
        counter.take(stretch)
    inside = [one for one in stay.alarms if begun <= one.raised_at < over]
    pain = tuple(one for one in inside if one.physiological)
    parts = stay.parts_in(start, stop)
    monitored_s = sum(min(part.stop, stop) - max(part.start, start) for part in parts)
    notes = [one for one in stay.notes if begun <= one.at <= over]
    return Handover(
        stay=stay,
        start=start,
        stop=stop,
        statistics=counter.total,
        not_monitored_s=max(0.0, stop - start - monitored_s),
        hours=counter.hours(pain),
        episodes=counter.episodes(),
        unscored=counter.reasons(),
        alarms=pain,
        technical_alarms=len(inside) - len(pain),
        assessments=tuple(one for one in stay.assessments if begun <= one.at <= over),
        analgesia=tuple(one for one in notes if one.code == NoteCode.ANALGESIC_GIVEN),
        other_notes=tuple(one for one in notes if one.code != NoteCode.ANALGESIC_GIVEN),
        procedures=tuple(one for one in stay.entries if one.code == CARD and begun <= one.at <= over),
        limits=_limits(stay, start, stop),
        models=tuple(dict.fromkeys(part.session.model_id for part in parts)),
        sources=tuple(dict.fromkeys(part.session.source for part in parts)),
        signs=None if signs is None else in_short(signs, counter.scored_spans()),
    )


class _Counter:
    """Counts stretches in order, in all and by the hour."""

    def __init__(self, start: float, stop: float) -> None:
        self._edges = [start]
        while self._edges[-1] + HOUR_S < stop:
            self._edges.append(self._edges[-1] + HOUR_S)
        self._edges.append(max(stop, start))
        count = len(self._edges) - 1
        self._hours = [Statistics() for _ in range(count)]
        self._scores: list[list[float]] = [[] for _ in range(count)]
        self._weights: list[list[float]] = [[] for _ in range(count)]
        self._finder = EpisodeFinder()
        self._episodes: list[Episode] = []
        self._reasons: dict[str, float] = {}
        self._scored: list[list[float]] = []
        self.total = Statistics()

    def take(self, stretch: Stretch) -> None:
        self.total = self.total.plus(stretch)
        self._episodes += self._finder.take(stretch)
        if stretch.smoothed is None and not stretch.excluded:
            reason = NO_READING if stretch.reason is None else stretch.reason.value
            self._reasons[reason] = self._reasons.get(reason, 0.0) + stretch.length_s
        if stretch.scored:
            if self._scored and stretch.start <= self._scored[-1][1]:
                self._scored[-1][1] = stretch.stop
            else:
                self._scored.append([stretch.start, stretch.stop])
        first = int((stretch.start - self._edges[0]) // HOUR_S)
        for hour in range(max(0, first), len(self._hours)):
            low, high = max(stretch.start, self._edges[hour]), min(stretch.stop, self._edges[hour + 1])
            if high <= low:
                break
            self._count(hour, stretch, low, high)

    def _count(self, hour: int, stretch: Stretch, low: float, high: float) -> None:
        cut = Stretch(
            low, high, stretch.smoothed, stretch.reason, stretch.excluded,
            stretch.lower_limit, stretch.upper_limit,
        )  # fmt: skip
        self._hours[hour] = self._hours[hour].plus(cut)
        if cut.scored and cut.smoothed is not None:
            self._scores[hour].append(cut.smoothed)
            self._weights[hour].append(cut.length_s)

    def scored_spans(self) -> NDArray[np.float64]:
        return np.array(self._scored, np.float64).reshape(-1, 2)

    def episodes(self) -> tuple[Episode, ...]:
        return (*self._episodes, *self._finder.close())

    def reasons(self) -> tuple[tuple[str, float], ...]:
        return tuple(sorted(self._reasons.items(), key=lambda one: -one[1]))

    def hours(self, alarms: tuple[SeenAlarm, ...]) -> tuple[HourLine, ...]:
        lines = []
        for number, statistics in enumerate(self._hours):
            low, high = self._edges[number], self._edges[number + 1]
            scores, weights = self._scores[number], self._weights[number]
            lines.append(
                HourLine(
                    low,
                    high,
                    statistics,
                    weighted_median(scores, weights) if scores else None,
                    max(scores, default=None),
                    sum(low <= one.raised_at < high for one in alarms),
                )
            )
        return tuple(lines)


def _limits(stay: ReviewedStay, start: float, stop: float) -> tuple[Change, ...]:
    told = [one for one in stay.changes if one.upper_limit is not None and one.at < stop]
    before = [one for one in told if one.at <= start]
    steps = [*before[-1:], *(one for one in told if one.at > start)]
    kept: list[Change] = []
    for one in steps:
        if not kept or (kept[-1].lower_limit, kept[-1].upper_limit) != (one.lower_limit, one.upper_limit):
            kept.append(one)
    return tuple(kept)
