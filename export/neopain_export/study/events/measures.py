"""Sensitivity by event, false alarms an hour, delays, and whole events as one assessment.

Intervals: by subject-level bootstrap for shares and AUC (`evaluation.metrics`), and the exact Poisson
interval for the rate of false alarms (Garwood 1936, by way of the chi-square distribution), which assumes
that alarms do not come in clusters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from neopain_export.study.evaluation.auc import weighted_auc
from neopain_export.study.events.recordings import Event
from neopain_export.study.events.replay import Alarm, Replay
from neopain_export.study.intervals.estimates import UNKNOWN, Estimate, estimated, share_estimated
from neopain_export.study.intervals.resamples import draw_resamples


@dataclass(frozen=True, slots=True)
class Judged:
    """One event and what the monitor made of it.

    Attributes:
        event: what people say.
        alarm_s: second of the recording at which a pain alarm first stood within the event or the time after
            it that still counts; None without one.
        before: whether that alarm had begun before the event.
        scored: 0..1, share of the event's time with a score.
        mean, highest: of the smoothed score over its scored time, 0..10; None without any.
        over: 0..1, share of its scored time over the lower limit; None without any.
    """

    event: Event
    alarm_s: float | None
    before: bool
    scored: float
    mean: float | None
    highest: float | None
    over: float | None

    @property
    def delay_s(self) -> float | None:
        """Seconds from the event's start to the alarm; 0 where it stood already; None without one."""
        return None if self.alarm_s is None else max(0.0, self.alarm_s - self.event.start_s)


@dataclass(frozen=True, slots=True)
class Rate:
    """False alarms: how many, in how many scored hours outside painful events; an hour, with interval."""

    count: int
    hours: float
    an_hour: Estimate


def judge(replay: Replay, events: Iterable[Event], after_s: float) -> list[Judged]:
    """The events of one recording; an alarm counts for an event until `after_s` seconds past its end.

    The next event ends that time: what comes from then on is the next one's.
    """
    return [_judge(replay, event, window) for event, window in _windows(replay, events, after_s)]


def sensitivity(judged: Sequence[Judged], seed: int) -> Estimate:
    """Share of the painful events with an alarm; those that could not be seen at all count as missed."""
    painful = [one for one in judged if one.event.pain]
    return _share([one.alarm_s is not None for one in painful], [one.event.subject for one in painful], seed)


def told_wrongly(judged: Sequence[Judged], seed: int) -> Estimate:
    """Share of the painless events with an alarm; NaN where there are none."""
    painless = [one for one in judged if not one.event.pain]
    return _share(
        [one.alarm_s is not None for one in painless], [one.event.subject for one in painless], seed
    )


def false_alarms(replays: Iterable[Replay], events: Sequence[Event], after_s: float) -> Rate:
    """Pain alarms that no painful event explains, per hour of scored time outside the painful events."""
    count, seconds = 0, 0.0
    for replay in replays:
        windows = [window for event, window in _windows(replay, events, after_s) if event.pain]
        count += sum(not any(_meets(alarm, window) for window in windows) for alarm in replay.alarms)
        for stretch in replay.stretches:
            if stretch.scored:
                inside = sum(_overlap(stretch.start, stretch.stop, *window) for window in windows)
                seconds += stretch.length_s - inside
    hours = seconds / 3600.0
    return Rate(count, hours, _poisson(count, hours))


def area(judged: Sequence[Judged], summary: str, seed: int) -> Estimate:
    """AUC of a summary (`mean`, `highest` or `over`) over whole events.

    Unseen painful ones rank lowest and unseen painless ones highest, so that what cannot be assessed never
    helps.
    """
    values = np.array(
        [
            (-np.inf if one.event.pain else np.inf)
            if getattr(one, summary) is None
            else getattr(one, summary)
            for one in judged
        ]
    )
    labels = np.array([int(one.event.pain) for one in judged], dtype=np.int64)
    subjects = np.array([one.event.subject for one in judged])
    if len(np.unique(labels)) < 2:
        return UNKNOWN
    if len(np.unique(subjects)) < 2:
        return Estimate(float(weighted_auc(labels, values, np.ones((1, len(labels))))[0]), np.nan, np.nan)
    return estimated(
        weighted_auc(labels, values, draw_resamples(subjects, seed).of_rows), len(np.unique(subjects))
    )


def _windows(
    replay: Replay, events: Iterable[Event], after_s: float
) -> list[tuple[Event, tuple[float, float]]]:
    """Each event of the recording, in order, and the time in which an alarm counts for it; none overlap."""
    own = sorted(
        (event for event in events if event.recording == replay.recording.name),
        key=lambda event: event.start_s,
    )
    following = [*(event.start_s for event in own), np.inf][1:]
    return [
        (event, (event.start_s, max(event.end_s, min(event.end_s + after_s, begins))))
        for event, begins in zip(own, following, strict=True)
    ]


def _judge(replay: Replay, event: Event, window: tuple[float, float]) -> Judged:
    alarm = next((alarm for alarm in replay.alarms if _meets(alarm, window)), None)
    parts = [
        (_overlap(stretch.start, stretch.stop, event.start_s, event.end_s), stretch)
        for stretch in replay.stretches
    ]
    scored = [(seconds, one) for seconds, one in parts if seconds > 0.0 and one.scored]
    total = sum(seconds for seconds, _ in scored)
    seen = [(seconds, one.smoothed) for seconds, one in scored if one.smoothed is not None]
    return Judged(
        event,
        None if alarm is None else max(alarm.start_s, event.start_s),
        alarm is not None and alarm.start_s < event.start_s,
        total / (event.end_s - event.start_s),
        sum(seconds * value for seconds, value in seen) / total if seen else None,
        max(value for _, value in seen) if seen else None,
        sum(seconds for seconds, one in scored if one.over_lower) / total if seen else None,
    )


def _meets(alarm: Alarm, window: tuple[float, float]) -> bool:
    return alarm.start_s < window[1] and alarm.end_s > window[0]


def _overlap(start: float, stop: float, other_start: float, other_stop: float) -> float:
    return max(0.0, min(stop, other_stop) - max(start, other_start))


def _share(hits: Sequence[bool], subjects: Sequence[str], seed: int) -> Estimate:
    if not hits:
        return UNKNOWN
    names, values = np.array(subjects), np.array(hits, dtype=np.float64)
    if len(np.unique(names)) < 2:
        return Estimate(float(values.mean()), np.nan, np.nan)
    weights = draw_resamples(names, seed).of_rows
    draws = (weights * values).sum(axis=1) / weights.sum(axis=1)
    return share_estimated(draws, len(np.unique(names)))


def _poisson(count: int, hours: float) -> Estimate:
    if hours <= 0.0:
        return UNKNOWN
    low = float(chi2.ppf(0.025, 2 * count)) / 2.0 if count else 0.0
    return Estimate(count / hours, low / hours, float(chi2.ppf(0.975, 2 * count + 2)) / 2.0 / hours)
