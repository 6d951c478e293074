"""Whether calm is believed, so that a face may teach what is usual for this infant.

A face teaches only where everything that is independent of an adapted score says calm, for a while already:
the score as the classifier gave it lies well under the lower limit, single signs and the expression network
both say so, no alarm about the infant is on, nobody works on it, and no procedure was noted lately. A session
that begins in pain therefore teaches nothing until it is over.
"""

from __future__ import annotations

from enum import StrEnum
from math import inf

from neopain.core.readings import Reading
from neopain.core.score.presets import Preset
from neopain.core.text import Text
from neopain.core.watch.signs import witnesses

MARGIN = 1.0
"""Points under the lower limit that a score must lie; provisional, as all numbers here."""
QUIET_S = 120.0
"""So long everything must have been calm before a face teaches, and after every suspicion again."""
UNSEEN_S = 10.0
"""Longer without a face that is believed calm, and the wait begins anew: nobody knows what happened."""
AFTER_PROCEDURE_S = 1800.0
"""After a painful procedure, or its start, for so long nothing is learnt."""


class CalmDoubt(StrEnum):
    """Why a face does not teach."""

    NOT_SCORED = "not_scored"
    SCORE = "score"
    NOT_WITNESSED = "not_witnessed"
    DISTRESS = "distress"
    BUSY = "busy"
    PROCEDURE = "procedure"
    NOT_YET = "not_yet"


DOUBT_WORDS: dict[CalmDoubt | None, str] = {
    None: Text("calm is believed"),
    CalmDoubt.NOT_SCORED: Text("no score now"),
    CalmDoubt.SCORE: Text("the score is not low enough"),
    CalmDoubt.NOT_WITNESSED: Text("single signs and expression cannot confirm calm"),
    CalmDoubt.DISTRESS: Text("single signs or expression say distress"),
    CalmDoubt.BUSY: Text("alarm, care or standby"),
    CalmDoubt.PROCEDURE: Text("a procedure was noted in the last half hour"),
    CalmDoubt.NOT_YET: Text("not calm for two minutes yet"),
}
"""English: for the screen."""
_SUSPICIOUS = frozenset({CalmDoubt.SCORE, CalmDoubt.DISTRESS, CalmDoubt.BUSY, CalmDoubt.PROCEDURE})


class CalmEvidence:
    """Follows the readings of one infant; times are those of the captures."""

    def __init__(self) -> None:
        self.doubt: CalmDoubt | None = CalmDoubt.NOT_SCORED
        self._calm_since = inf
        self._calm_at = -inf
        self._procedure_at = -inf

    def procedure(self, at: float) -> None:
        """A painful procedure is prepared or was done at `at`."""
        self._procedure_at = max(at, self._procedure_at)

    def take(
        self, reading: Reading, scores: tuple[float, float] | None, preset: Preset, *, busy: bool
    ) -> None:
        """Take a reading.

        Args:
            reading: with what the witnesses say.
            scores: 0..10, the frame's score and the averaged one, both as the classifier gave them; None
                without a score that is believed.
            preset: the limits in force.
            busy: whether an alarm about the infant is on or people are at work.
        """
        at = reading.captured_at
        doubt = self._doubt(reading, scores, preset, busy=busy)
        if doubt in _SUSPICIOUS:
            self._calm_since = inf
        elif doubt is None:
            if self._calm_since == inf or at - self._calm_at > UNSEEN_S:
                self._calm_since = at
            self._calm_at = at
            if at - self._calm_since < QUIET_S:
                doubt = CalmDoubt.NOT_YET
        self.doubt = doubt

    @property
    def suspicious(self) -> bool:
        """Whether the newest reading may be one of pain."""
        return self.doubt in _SUSPICIOUS

    def _doubt(
        self, reading: Reading, scores: tuple[float, float] | None, preset: Preset, *, busy: bool
    ) -> CalmDoubt | None:
        if busy:
            return CalmDoubt.BUSY
        if reading.captured_at - self._procedure_at < AFTER_PROCEDURE_S:
            return CalmDoubt.PROCEDURE
        told = witnesses(reading.actions, reading.distress)
        if True in told:
            return CalmDoubt.DISTRESS
        if scores is None:
            return CalmDoubt.NOT_SCORED
        if max(scores) > preset.lower_limit - MARGIN:
            return CalmDoubt.SCORE
        return None if told == (False, False) else CalmDoubt.NOT_WITNESSED
