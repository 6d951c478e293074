"""How often a picture is scored: as often as the computer can, or at rest where nothing happens.

A sleeping face that does not move says the same five times a second; at rest it is scored once a second, and
at once when the face stirs (`core.ports.MotionGlance`). The pause is part of the alarm's measured delay
(`core.watch.pace`), and none is made that the delay does not allow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from neopain.core.frames import Box
from neopain.core.readings import Reading
from neopain.core.score.delay import MAX_TOTAL_DELAY_S
from neopain.core.score.presets import Preset
from neopain.core.watch.pace import TICK_ALLOWANCE_S

REST_S = 1.0
"""From one scored picture to the next, at rest."""
CALM_FOR_S = 30.0
"""So long it has to be calm before there is a rest."""
CALM_SHARE = 0.5
"""Of the lower limit: a score that stays under it is far from any alarm."""
SPREAD = 1.5
"""Points between a frame's score and the averaged one, from which on something changes."""
SHIFT = 0.15
"""Of the face's width: a face that moved more from one reading to the next is not at rest."""
LATENCY_SPARE = 1.5
"""Times the newest reading's latency that is reckoned with."""


class RateReason(StrEnum):
    """Why pictures are scored as often as they are."""

    CALM = "calm"
    STARTING = "starting"
    NOT_SCORED = "not_scored"
    SCORE_MOVES = "score_moves"
    FACE_MOVES = "face_moves"
    ALARM = "alarm"
    DELAY = "delay"
    WISH = "wish"


@dataclass(frozen=True, slots=True)
class ReadingRate:
    """How long to wait from one scored picture to the next, seconds, 0 for not at all; and why."""

    period_s: float
    reason: RateReason

    @property
    def words(self) -> str:
        """For the screen, in English."""
        return _WORDS[self.reason]


EVERY_PICTURE = ReadingRate(0.0, RateReason.WISH)
"""Where nobody asked for rests."""

_WORDS = {
    RateReason.CALM: "1 score a second: still and calm",
    RateReason.STARTING: "Full rate: not calm for long enough",
    RateReason.NOT_SCORED: "Full rate: no score",
    RateReason.SCORE_MOVES: "Full rate: score not low and steady",
    RateReason.FACE_MOVES: "Full rate: the face moves",
    RateReason.ALARM: "Full rate: alarm or care",
    RateReason.DELAY: "Full rate: the limits leave no time for less",
    RateReason.WISH: "Full rate",
}
RATE_WORDS = tuple(_WORDS.values())
"""All of them, for translators."""


class RateGovernor:
    """Decides from the readings; one for one infant and one source."""

    def __init__(self, now: float, *, rests: bool = True) -> None:
        """Without `rests` every picture is scored that can be."""
        self._rests = rests
        self._calm_since = now
        self._last_at = -math.inf
        self._latency_s = 0.0
        self._last_box: Box | None = None
        self._why = RateReason.STARTING

    def take(self, reading: Reading, preset: Preset) -> None:
        """Take a reading; anything but a low, steady score of a still face begins the wait anew."""
        why = self._unrest(reading, preset)
        self._last_box = None if reading.face is None else reading.face.box
        if why is not None:
            self._why = why
            self._calm_since = reading.captured_at
        self._last_at = reading.captured_at
        self._latency_s = reading.latency_s

    def rate(self, preset: Preset, now: float, *, alarm: bool) -> ReadingRate:
        """The rate as of `now`; `alarm`: whether one about the infant is on, or people are at work."""
        if not self._rests:
            return EVERY_PICTURE
        if alarm:
            return ReadingRate(0.0, RateReason.ALARM)
        calm = self._last_at - self._calm_since >= CALM_FOR_S and now - self._last_at <= 2.0 * REST_S
        if not calm:
            return ReadingRate(0.0, self._why)
        system_s = 2.0 * REST_S + LATENCY_SPARE * self._latency_s + TICK_ALLOWANCE_S
        if preset.delay_with(system_s).total_s > MAX_TOTAL_DELAY_S:
            return ReadingRate(0.0, RateReason.DELAY)
        return ReadingRate(REST_S, RateReason.CALM)

    def _unrest(self, reading: Reading, preset: Preset) -> RateReason | None:
        if reading.raw is None or reading.smoothed is None:
            return RateReason.NOT_SCORED
        low = max(reading.raw, reading.smoothed) <= CALM_SHARE * preset.lower_limit
        if not low or abs(reading.raw - reading.smoothed) > SPREAD:
            return RateReason.SCORE_MOVES
        if self._last_box is not None and reading.face is not None:
            here, there = reading.face.box, self._last_box
            shift = math.hypot(
                here.x + here.width / 2 - there.x - there.width / 2,
                here.y + here.height / 2 - there.y - there.height / 2,
            )
            if shift > SHIFT * max(here.width, 1.0):
                return RateReason.FACE_MOVES
        return None
