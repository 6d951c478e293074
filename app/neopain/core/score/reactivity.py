"""How the score went around a painful procedure: usual before, peak, time to peak, time back.

Provisional: windows of 2 minutes before and 5 minutes after follow common bedside studies of heel lances; the
band and the shares are ours. A number that too little scored time stands behind is left out, with the reason.
The card describes the score; it does not say how much an infant felt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from neopain.core.readings import Reason
from neopain.core.score.coverage import HOLD_S, Change, stretches_of
from neopain.core.score.hysteresis import displayed
from neopain.core.sessions import LogValue

BEFORE_S = 120.0
AFTER_S = 300.0
LEAST_SHARE = 0.5
"""Of a window that must be scored for its numbers to be given."""
LEAST_BAND = 1.0
"""Points over the baseline that still count as back at it; more when the baseline itself is restless."""
_MAD_TO_SIGMA = 1.4826
BACK_FOR_S = 10.0
"""The score must stay within the band so long to be back."""


class Recovery(StrEnum):
    """How the time back is to be read."""

    BACK = "back"
    NOT_IN_WINDOW = "not_in_window"
    NO_RISE_SEEN = "no_rise_seen"
    NOT_ENOUGH_SCORED = "not_enough_scored"


@dataclass(frozen=True, slots=True)
class ReactivityCard:
    """The numbers of one procedure; None where too little was scored.

    Attributes:
        mark_at: monotonic s of the procedure itself.
        before_share, after_share: scored shares of the two windows, 0..1; care mode counts as not scored.
        care_s: seconds of the two windows under care mode, whose scores stand in no number of the card.
        after_s: how long was watched after the mark, at most `AFTER_S`.
        baseline: median of the time before, points.
        band: points over the baseline that count as back at it.
        peak: greatest smoothed score after the mark, points.
        time_to_peak_s: from the mark to the peak.
        recovery_s: from the mark to the score being back for `BACK_FOR_S`; only with `recovery` BACK.
        recovery: how to read it.
    """

    mark_at: float
    before_share: float
    after_share: float
    after_s: float
    baseline: float | None
    band: float | None
    peak: float | None
    time_to_peak_s: float | None
    recovery_s: float | None
    recovery: Recovery
    care_s: float = 0.0

    @property
    def rise(self) -> float | None:
        """Peak over baseline, points, as the screen shows the two; None when one of them is missing."""
        if self.peak is None or self.baseline is None:
            return None
        return displayed(displayed(self.peak) - displayed(self.baseline))

    def as_detail(self) -> tuple[tuple[str, LogValue], ...]:
        """For a log entry."""
        return (
            ("before_share", round(self.before_share, 3)),
            ("after_share", round(self.after_share, 3)),
            ("after_s", round(self.after_s, 1)),
            ("baseline", self.baseline),
            ("band", self.band),
            ("peak", self.peak),
            ("rise", self.rise),
            ("time_to_peak_s", self.time_to_peak_s),
            ("recovery_s", self.recovery_s),
            ("recovery", self.recovery.value),
            ("care_s", round(self.care_s, 1)),
        )


def scored_seconds(
    times: NDArray[np.float64],
    scores: NDArray[np.floating],
    start: float,
    end: float,
    care: Sequence[tuple[float, float]] = (),
) -> float:
    """Seconds of [start, end] with a score and without care, by the rule of `core.score.coverage`.

    `times` rising, monotonic s, `scores` NaN for none, both (N,); `care` from and until, in order.
    """
    if end <= start or not times.size:
        return 0.0
    readings = (
        _Shown(float(at), None if np.isnan(score) else float(score))
        for at, score in zip(times, scores, strict=True)
    )
    stretches = stretches_of(readings, _changes(care), start=float(times[0]), until=end)
    return sum(max(0.0, one.stop - max(one.start, start)) for one in stretches if one.scored)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A reading as the trend keeps it, for `stretches_of`: it has forgotten why there was no score."""

    captured_at: float
    smoothed: float | None
    reason: Reason | None = None


def _changes(care: Sequence[tuple[float, float]]) -> Iterator[Change]:
    for since, until in care:
        yield Change(since, excluded=True)
        yield Change(until, excluded=False)


def reactivity_card(
    times: NDArray[np.float64],
    scores: NDArray[np.floating],
    *,
    mark_at: float,
    end: float,
    care: Sequence[tuple[float, float]] = (),
) -> ReactivityCard:
    """The card of a procedure at `mark_at`, watched until `end`.

    Args:
        times: float64 (N,), monotonic s, rising; from at least `mark_at - BEFORE_S` if there were readings.
        scores: (N,) smoothed points, NaN where not scored.
        mark_at: monotonic s of the procedure.
        end: monotonic s; what lies beyond it, or beyond `mark_at + AFTER_S`, is not looked at.
        care: from and until of care mode, monotonic s, in order: an infant that is handled is not as usual.
    """
    end = min(max(end, mark_at), mark_at + AFTER_S)
    start = mark_at - BEFORE_S
    counts = np.isfinite(scores)
    for since, until in care:
        counts &= (times < since) | (times >= until)
    before = (times >= start) & (times < mark_at) & counts
    after = (times >= mark_at) & (times <= end) & counts
    before_share = min(1.0, scored_seconds(times, scores, start, mark_at, care) / BEFORE_S)
    after_share = min(1.0, scored_seconds(times, scores, mark_at, end, care) / AFTER_S)
    care_s = sum(max(0.0, min(until, end) - max(since, start)) for since, until in care)
    baseline = band = peak = to_peak = None
    if before_share >= LEAST_SHARE and before.any():
        baseline = float(np.median(scores[before]))
        spread = _MAD_TO_SIGMA * float(np.median(np.abs(scores[before] - baseline)))
        band = max(LEAST_BAND, 2.0 * spread)
    if after_share >= LEAST_SHARE and after.any():
        highest = int(np.argmax(scores[after]))
        peak = float(scores[after][highest])
        to_peak = float(times[after][highest]) - mark_at
    recovery, recovery_s = Recovery.NOT_ENOUGH_SCORED, None
    if baseline is not None and band is not None and peak is not None and to_peak is not None:
        recovery, recovery_s = _recovery(
            times[after] - mark_at, scores[after], peak=peak, to_peak_s=to_peak, ceiling=baseline + band
        )
    shares = (before_share, after_share, end - mark_at)
    return ReactivityCard(mark_at, *shares, baseline, band, peak, to_peak, recovery_s, recovery, care_s)


def _recovery(
    passed_s: NDArray[np.float64],
    scores: NDArray[np.floating],
    *,
    peak: float,
    to_peak_s: float,
    ceiling: float,
) -> tuple[Recovery, float | None]:
    """The first time after the peak from which scores stay at or under the ceiling, without a hole."""
    if peak <= ceiling:
        return Recovery.NO_RISE_SEEN, None
    since: float | None = None
    newest = to_peak_s
    for at, score in zip(passed_s.tolist(), scores.tolist(), strict=True):
        if at < to_peak_s:
            continue
        if score > ceiling or at - newest > HOLD_S:
            since = None
        if score <= ceiling and since is None:
            since = at
        newest = at
        if since is not None and at - since >= BACK_FOR_S:
            return Recovery.BACK, since
    return Recovery.NOT_IN_WINDOW, None
