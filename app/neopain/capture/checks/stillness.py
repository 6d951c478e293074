"""Does the picture stand still, or repeat itself, though it should not?

A living camera never gives the same picture twice: its sensor's noise moves most of the picture even when
nothing else moves. So the picture is judged by regions: it stands still when nearly all of them do, whatever
a burnt-in clock or a few flickering pixels change in the others, and however bright something behind the
camera makes the same picture: a change of brightness and contrast that all of it shares is no life.
"""

from __future__ import annotations

from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.capture.checks.lines import few_of, line_of, line_where, median_of
from neopain.capture.checks.sampling import BLOCKS_X, BLOCKS_Y, changed_blocks
from neopain.core.frames import GrayImage

NOISE_FLOOR = 2
"""Levels of 255: what two pictures with a noise of one level may differ by."""
FEW_BLOCKS = 0.045
"""Share of the regions that may change in a picture that stands still: a clock with date and tenths."""
STILL_S = 5.0
STILL_FRAMES = 10
REFRESH_S = (1.0, 11.0)
REFRESH_LIKE = 0.1
REFRESH_MARGIN = 1.25
"""A video coder may repeat a quiet scene until its next key picture. Two such stretches of equal length in a
row, within these bounds, show that interval; only longer ones stand still then."""

BANNER_ROWS = 3
"""Rows of regions, a sixth of the picture: a banner's height and what it touches."""
BANNER_WIDTH = 0.75
"""Share of the columns that a banner reaches over time."""

LONGEST_LOOP_S = 120.0
SHORTEST_LOOP_S = 0.4
MOST_PICTURES = 2048
"""That are remembered: two minutes at 15 a second, one at 30. Fourteen megabytes."""
LOOK_EVERY_S = 0.4
LOOKS = 15
"""So many looks in a row find the picture of the same time ago: six seconds of repetition."""
LAG_SLACK_S = 0.15
_THIN = 2
"""Of the points each way, every second one is remembered."""
_PROBES = 256
"""Points that are looked at first."""
_GAIN = (0.5, 2.0)
_LEVELS = np.arange(256, dtype=np.float64)
_TRIED = 4
"""So many of the nearest and of the farthest pictures are compared point by point."""


class Comparison:
    """What a picture changes of an earlier one; each part is computed when it is first asked for."""

    def __init__(self, points: GrayImage, earlier: GrayImage) -> None:
        """Of both the points (`sampling.sampled`)."""
        self.points, self.earlier = points, earlier

    @cached_property
    def changed(self) -> NDArray[np.bool_]:
        """The regions that differ, bool (18, 24)."""
        return changed_blocks(self.points, self.earlier, NOISE_FLOOR)

    @cached_property
    def changed_in_its_light(self) -> NDArray[np.bool_] | None:
        """The same with the earlier one at this one's brightness and contrast; None if these tell nothing."""
        levelled = _levelled(self.earlier, self.points)
        return None if levelled is None else changed_blocks(self.points, levelled, NOISE_FLOOR)

    @property
    def equal(self) -> bool:
        """Whether nearly all regions are the same, but for their light."""
        return _few(self.changed) or (
            self.changed_in_its_light is not None and _few(self.changed_in_its_light)
        )

    @property
    def changed_in_no_band(self) -> NDArray[np.bool_]:
        """What is changed, but for the light unless it lies in a band anyway."""
        if in_a_band(self.changed) or self.changed_in_its_light is None:
            return self.changed
        return self.changed_in_its_light


class Comparing:
    """Compares pictures, and the same two but once: two checks ask for each picture of a living camera."""

    def __init__(self) -> None:
        self._last: Comparison | None = None

    def __call__(self, points: GrayImage, earlier: GrayImage) -> Comparison:
        """Both as of `sampling.sampled`; they must not be written to afterwards."""
        last = self._last
        if last is None or last.points is not points or last.earlier is not earlier:
            last = self._last = Comparison(points, earlier)
        return last


class Stillness:
    """One picture for seconds, but for a few regions. Stepped."""

    def __init__(self, comparing: Comparing) -> None:
        self._comparing = comparing
        self._reference: GrayImage | None = None
        self._since = 0.0
        self._frames = 0
        self._last_run_s = 0.0
        self._still_s = STILL_S

    def update(self, points: GrayImage, now: float) -> bool:
        """Look at the next picture's points (`sampling.sampled`). Whether it stands still."""
        if self._reference is None or not self._comparing(points, self._reference).equal:
            self._learn(now - self._since)
            self._reference, self._since, self._frames = points, now, 0
        self._frames += 1
        return self._frames >= STILL_FRAMES and now - self._since >= self._still_s

    def run_s(self, now: float) -> float:
        """How long the picture has been the same."""
        return now - self._since

    def _learn(self, run_s: float) -> None:
        """A stretch without change has ended: was it as long as the one before?"""
        shortest_s, longest_s = REFRESH_S
        if not shortest_s <= run_s <= longest_s:
            return
        regular = abs(run_s - self._last_run_s) <= REFRESH_LIKE * run_s
        self._still_s = max(STILL_S, REFRESH_MARGIN * run_s) if regular else STILL_S
        self._last_run_s = run_s


class Repetition:
    """The same seconds again and again, but for a few regions. Stepped.

    A live picture equals none of an earlier time in nearly all its regions. A film in a loop equals that of
    one round before, look after look.
    """

    def __init__(self) -> None:
        self._times = np.full(MOST_PICTURES, -np.inf)
        self._pictures: NDArray[np.uint8] | None = None
        self._probes: NDArray[np.int16] | None = None
        self._next = 0
        self._look_at = -np.inf
        self._lag_s = 0.0
        self._looks = 0

    def update(self, points: GrayImage, now: float, still_s: float = 0.0) -> bool:
        """Look at the next picture's points. Whether it is one of a loop.

        Args:
            points: as of `sampling.sampled`.
            now: when it came (monotonic s).
            still_s: how long the picture has been the same: so young ones are no earlier round.
        """
        thin = np.ascontiguousarray(points[::_THIN, ::_THIN])
        probe = thin.reshape(-1)[:: max(1, thin.size // _PROBES)].astype(np.int16)
        if self._pictures is None or self._probes is None:
            self._pictures = np.zeros((MOST_PICTURES, *thin.shape), np.uint8)
            self._probes = np.zeros((MOST_PICTURES, probe.size), np.int16)
        if now >= self._look_at:
            self._look_at = now + LOOK_EVERY_S
            self._look(self._lags(thin, probe, now, still_s))
        self._times[self._next], self._pictures[self._next], self._probes[self._next] = now, thin, probe
        self._next = (self._next + 1) % MOST_PICTURES
        return self._looks >= LOOKS

    def _look(self, lags: list[float]) -> None:
        """`lags`: how long ago the picture was the same, rising."""
        same = [lag for lag in lags if abs(lag - self._lag_s) <= LAG_SLACK_S] if self._looks else []
        if same:
            # The lag of the first look stays, or it could wander.
            self._looks += 1
        else:
            self._looks = 1 if lags else 0
            # The longest: where a film runs to and fro, shorter ones belong to its turn and do not stay.
            self._lag_s = lags[-1] if lags else 0.0

    def _lags(self, points: GrayImage, probe: NDArray[np.int16], now: float, still_s: float) -> list[float]:
        if self._pictures is None or self._probes is None:
            return []
        ages, pictures = now - self._times, self._pictures
        youngest_s = max(SHORTEST_LOOP_S, still_s + LAG_SLACK_S)
        candidates = np.nonzero((ages >= youngest_s) & (ages <= LONGEST_LOOP_S))[0]
        differ = (np.abs(self._probes[candidates] - probe) > NOISE_FLOOR).mean(axis=1)
        likely = candidates[differ <= 2 * FEW_BLOCKS]
        near = likely[np.argsort(ages[likely])]
        if self._looks:
            # The expected one first, then the nearest and the farthest; a few are enough.
            expected = np.abs(ages[near] - self._lag_s) <= LAG_SLACK_S
            near = np.concatenate((near[expected], near[~expected]))
        few = near if len(near) <= 2 * _TRIED else np.concatenate((near[:_TRIED], near[-_TRIED:]))
        found = [float(ages[place]) for place in few if Comparison(points, pictures[place]).equal]
        return sorted(found)


class BehindBanner:
    """One picture for seconds behind a text that runs across its whole width. Stepped.

    What changes lies in a band of a few rows of regions, and over time reaches across the picture. A face
    that moves in a picture that a coder else repeats does not: one so wide is higher than a band.
    """

    def __init__(self, comparing: Comparing) -> None:
        self._comparing = comparing
        self._reference: GrayImage | None = None
        self._since = 0.0
        self._frames = 0
        self._changed = np.zeros((BLOCKS_Y, BLOCKS_X), np.bool_)

    def update(self, points: GrayImage, now: float) -> bool:
        """Look at the next picture's points (`sampling.sampled`). Whether it stands still behind a banner."""
        earlier = self._reference
        changed = None if earlier is None else self._comparing(points, earlier).changed_in_no_band
        if changed is None or not in_a_band(changed | self._changed):
            self._reference, self._since, self._frames = points, now, 0
            self._changed[:] = False
        else:
            self._changed |= changed
        self._frames += 1
        long_enough = self._frames >= STILL_FRAMES and now - self._since >= STILL_S
        return long_enough and bool(self._changed.any(axis=0).mean() >= BANNER_WIDTH)


def in_a_band(changed: NDArray[np.bool_]) -> bool:
    """Whether what changed, bool (18, 24), lies in a band as high as a banner, but for a few regions."""
    rows = np.concatenate(([0], np.cumsum(changed.sum(axis=1))))
    inside = int((rows[BANNER_ROWS:] - rows[:-BANNER_ROWS]).max())
    return bool(rows[-1] - inside <= FEW_BLOCKS * changed.size)


def _few(changed: NDArray[np.bool_]) -> bool:
    return bool(np.count_nonzero(changed) / changed.size <= FEW_BLOCKS)


def _levelled(earlier: GrayImage, points: GrayImage) -> GrayImage | None:
    """`earlier` at the brightness and contrast of `points`; None where they do not differ by those.

    Fitted three times, at last without what does not follow: a clock, a hand.
    """
    x, y = few_of(earlier), few_of(points)
    gain, offset = line_of(x, y)
    away = np.abs(y - gain * x - offset)
    # A banner alone would bend the line.
    gain, offset = line_where(away <= median_of(away), x, y)
    follows = np.abs(y - gain * x - offset) <= 2 * NOISE_FLOOR
    if np.count_nonzero(follows) < 0.5 * len(follows):
        return None
    gain, offset = line_where(follows, x, y)
    if not _GAIN[0] <= gain <= _GAIN[1]:
        return None
    levels = np.rint(gain * _LEVELS + offset)
    # Several times as quick as `np.clip`, of so few.
    levels = np.minimum(np.maximum(levels, 0.0), 255.0).astype(np.uint8)
    return cv2.LUT(earlier, levels)  # type: ignore[return-value]
