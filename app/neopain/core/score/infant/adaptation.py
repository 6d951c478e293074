"""This infant before this camera: a slow, bounded shift of the classifier's standardisation.

A classifier subtracts what is usual from every feature before it weighs them. What is usual was learnt from
other infants before other cameras. Under a linear head a shift of all standardised features comes to one
number: a shift of the decision, on the log-odds of the probability. So that is what is estimated here, by the
median of the infant's own calm minutes against the calm faces of held-out training infants. For heads that
are not linear it is a shift of the decision all the same.

Whether a face may teach is asked of `core.watch.calm_evidence`, and is never asked of an adapted score. What
is shifted is bounded three times: by the spread between training infants, by points, and in time.
"""

from __future__ import annotations

import hashlib
import math
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from neopain.core.interval import Interval

LEAST_MINUTES = 10
"""Calm minutes before anything is shifted; provisional, as all numbers here."""
WINDOW_MINUTES = 240
"""The newest calm minutes that are remembered: half of them would have to be wrong to mislead the median."""
LEAST_SECONDS = 20
"""Seconds with a teaching face that make a minute count."""
MOST_SPREADS = 1.0
"""The shift's bound, in standard deviations between the calm faces of training infants."""
MOST_LOWERED = 1.0
"""Points by which a score may be lowered, whatever the shift."""
MOST_RAISED = 1.0
"""Points by which a score may be raised."""
STEP_SHARE = 0.05
"""Of the bound: as far as the shift in force may move with one calm minute."""
_TOP = 10.0
_SURE = 1e-6
"""Probabilities are held this far from 0 and 1."""


class AdaptationChoice(StrEnum):
    """What a ward, a site or a command line wants; a person at the bedside may change it for the session."""

    OFF = "off"
    ON = "on"


class AdaptationPhase(StrEnum):
    """Where the adaptation stands.

    NOT_POSSIBLE: the model does not say how calm infants differ. WAITING: too few calm minutes. AT_LIMIT:
    adapted as far as is allowed, and the infant lies further off.
    """

    OFF = "off"
    NOT_POSSIBLE = "not_possible"
    WAITING = "waiting"
    ADAPTED = "adapted"
    AT_LIMIT = "at_limit"


@dataclass(frozen=True, slots=True)
class CalmSpread:
    """How the calm faces of training infants lie, by a model that had not seen them; log-odds.

    Attributes:
        centre: median over infants.
        between: standard deviation between infants, without that within an infant.
    """

    centre: float
    between: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.centre) and 0.0 < self.between < math.inf):
            raise ValueError(f"a centre is finite and a spread over 0; got {self}")


@dataclass(frozen=True, slots=True)
class AdaptationBasis:
    """What an adaptation is of: another model or another camera begins it again.

    Attributes:
        spread: of the model; None where its manifest does not tell.
        model_id, camera: name and version; `camera_mark` of the source.
    """

    spread: CalmSpread | None
    model_id: str
    camera: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt from the infant's own calm minutes.

    Attributes:
        usual: log-odds, the median of those minutes.
        minutes: how many.
        shift: in force, log-odds; positive lowers scores.
        model_id, camera: of what.
    """

    usual: float
    minutes: int
    shift: float
    model_id: str
    camera: str


@dataclass(frozen=True, slots=True)
class AdaptationState:
    """For the screen.

    Attributes:
        phase: where it stands.
        shift, most: in force and its bound, log-odds; positive lowers scores.
        spreads: the infant's usual decision against the training infants', in their standard deviations;
            None before enough calm minutes.
        minutes: calm minutes learnt from.
    """

    phase: AdaptationPhase
    shift: float = 0.0
    most: float = 0.0
    spreads: float | None = None
    minutes: int = 0


NO_ADAPTATION = AdaptationState(AdaptationPhase.OFF)


def camera_mark(name: str) -> str:
    """What the record keeps of a camera's name, to know it again: no address goes with the log."""
    return hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def log_odds(points: float) -> float:
    """Of a score 0..10, held within finite bounds."""
    probability = min(max(points / _TOP, _SURE), 1.0 - _SURE)
    return math.log(probability / (1.0 - probability))


class CalmMinutes:
    """The infant's usual decision: a median of medians, so that order within the window does not matter."""

    def __init__(self) -> None:
        self._minutes: deque[float] = deque(maxlen=WINDOW_MINUTES)
        self._minute: int | None = None
        self._seconds: dict[int, list[float]] = {}

    def __len__(self) -> int:
        return len(self._minutes)

    def go_on(self, usual: float, minutes: int) -> None:
        """Earlier calm minutes of the same stay, of which only the median is known."""
        self._minutes.extendleft([usual] * min(minutes, WINDOW_MINUTES - len(self._minutes)))

    def take(self, at: float, decision: float) -> bool:
        """A teaching face at monotonic second `at`; True when a calm minute was completed before it."""
        minute = int(at // 60.0)
        done = False
        if minute != self._minute:
            done = self._close()
            self._minute = minute
        self._seconds.setdefault(int(at // 1.0), []).append(decision)
        return done

    def distrust(self) -> None:
        """What came just before a suspicion teaches nothing either: drop the minute under way."""
        self._seconds.clear()

    @property
    def usual(self) -> float | None:
        """Log-odds; None before `LEAST_MINUTES`."""
        return median(self._minutes) if len(self._minutes) >= LEAST_MINUTES else None

    def _close(self) -> bool:
        seconds, self._seconds = self._seconds, {}
        if len(seconds) < LEAST_SECONDS:
            return False
        self._minutes.append(median(median(faces) for faces in seconds.values()))
        return True


class Adaptation:
    """Of one infant, one camera and one model. Owned by the watch."""

    def __init__(self, basis: AdaptationBasis, *, on: bool) -> None:
        self.basis = basis
        self.on = on and basis.spread is not None
        self._calm = CalmMinutes()
        self.shift = 0.0

    def learn(self, at: float, points: float) -> bool:
        """Take a face whose calm is believed, with its score as the classifier gave it.

        Returns: whether the shift in force or its bounds may have changed.
        """
        if not self.on or not self._calm.take(at, log_odds(points)):
            return False
        self._step()
        return True

    @property
    def shifts(self) -> bool:
        """Whether scores are shifted now."""
        return self.on and self.shift != 0.0

    def distrust(self) -> None:
        """Calm is not believed any more."""
        self._calm.distrust()

    def adapted(self, points: float, *, may_lower: bool) -> float:
        """A score 0..10 as it is for this infant; never further off than the bounds.

        With `may_lower` False, where a witness saw distress in this very face, it is raised or left.
        """
        if not self.shifts:
            return points
        found = _TOP / (1.0 + math.exp(self.shift - log_odds(points)))
        least = points - (MOST_LOWERED if may_lower else 0.0)
        return min(max(found, least, 0.0), points + MOST_RAISED, _TOP)

    def go_on(self, learnt: Learnt) -> bool:
        """An earlier session of the stay has learnt; False where it was another camera or model."""
        if (learnt.model_id, learnt.camera) != (self.basis.model_id, self.basis.camera):
            return False
        self._calm.go_on(learnt.usual, learnt.minutes)
        self.shift = self._held(learnt.shift)
        return True

    @property
    def learnt(self) -> Learnt | None:
        """For the record; None before enough calm minutes."""
        usual = self._calm.usual
        if usual is None:
            return None
        return Learnt(usual, len(self._calm), self.shift, self.basis.model_id, self.basis.camera)

    @property
    def state(self) -> AdaptationState:
        """For the screen."""
        spread = self.basis.spread
        if spread is None:
            return AdaptationState(AdaptationPhase.NOT_POSSIBLE)
        most, minutes, usual = self._most, len(self._calm), self._calm.usual
        if not self.on:
            return AdaptationState(AdaptationPhase.OFF, 0.0, most, None, minutes)
        if usual is None:
            return AdaptationState(AdaptationPhase.WAITING, 0.0, most, None, minutes)
        spreads = (usual - spread.centre) / spread.between
        phase = AdaptationPhase.AT_LIMIT if abs(spreads) > MOST_SPREADS else AdaptationPhase.ADAPTED
        return AdaptationState(phase, self.shift, most, spreads, minutes)

    @property
    def _most(self) -> float:
        return 0.0 if self.basis.spread is None else MOST_SPREADS * self.basis.spread.between

    def _held(self, shift: float) -> float:
        return min(max(shift, -self._most), self._most)

    @property
    def settled(self) -> bool:
        """Whether the shift in force is all that is wanted."""
        return self.shift == self._wanted

    @property
    def _wanted(self) -> float:
        usual, spread = self._calm.usual, self.basis.spread
        return 0.0 if usual is None or spread is None else self._held(usual - spread.centre)

    def _step(self) -> None:
        way, step = self._wanted - self.shift, STEP_SHARE * self._most
        self.shift = self._wanted if abs(way) <= step else self.shift + math.copysign(step, way)


def wider(interval: Interval, unadapted: float, adapted: float) -> Interval:
    """The interval of an adapted score: it reaches from the one score's uncertainty to the other's.

    It was measured for scores as the classifier gives them, so what it said of those is never taken back.
    """
    moved = adapted - unadapted
    low, high = min(interval.low, interval.low + moved), max(interval.high, interval.high + moved)
    return Interval(max(0.0, min(low, adapted)), min(_TOP, max(high, adapted)))
