"""The facial actions over the last seconds, and whether two witnesses agree with the score.

The first witness are the actions of the upper face, the second the expression network. They speak only
together: an open mouth alone is never pain, and neither witness alone contradicts a score. What they say
never changes the score or its alarms; it tells people to look, and NO SIGNS SEEN is not said against it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf

from neopain.core.facial_actions import FacialAction, FacialActions
from neopain.core.readings import Reading, Reason
from neopain.core.score.hysteresis import displayed
from neopain.core.score.pain_state import UNSCORED_AFTER_S, PainState
from neopain.core.score.presets import Preset
from neopain.core.sessions import LogEntry, LogKind
from neopain.core.text import Text

SIGNS_DISAGREE = "signs_disagree"
SIGNS_AGREE = "signs_agree"
SHARE_S = 30
"""Seconds that the share of an action is taken over."""
SHARE_SEEN_LEAST_S = 5
"""Seconds of these in which the action was seen, below which there is no share."""
PRESENT = 0.5
"""The strength from which an action counts as present."""
CONFIDENT = 0.3
"""The least confidence with which an action bears witness."""
UPPER_FACE = (FacialAction.BROW_BULGE, FacialAction.EYE_SQUEEZE, FacialAction.NASOLABIAL_FURROW)
"""Those that an open mouth does not bring along."""
DISTRESSED = 0.9
"""What the expression network must say: it calls half of all sleeping infants distressed at 0.5, and one in
twenty-five at 0.9."""
CALM = 0.5
HOLD_S = 5.0
"""Time that witnesses and score must contradict each other before it is said."""
RELEASE_S = 8.0
"""Time without a contradiction before it is no longer said."""
_UNBROKEN_S = 2.0
"""A contradiction may miss for so long, as a turn of the head does, before its time starts again."""


class Disagreement(StrEnum):
    """How the two witnesses contradict the score; the value is the code of the log line's detail."""

    SIGNS_OVER_SCORE = "signs_over_score"
    SCORE_OVER_SIGNS = "score_over_signs"
    SIGNS_WITHOUT_SCORE = "signs_without_score"


DISAGREEMENT_WORDS: Mapping[Disagreement, tuple[str, str]] = {
    Disagreement.SIGNS_OVER_SCORE: (
        Text("SIGNS DISAGREE: LOOK"),
        Text("Single signs and expression say distress, the score does not. Assess the infant."),
    ),
    Disagreement.SCORE_OVER_SIGNS: (
        Text("SIGNS DISAGREE: LOOK"),
        Text("The score says pain, single signs and expression do not. Assess the infant."),
    ),
    Disagreement.SIGNS_WITHOUT_SCORE: (
        Text("SIGNS SEEN, NO SCORE: LOOK"),
        Text("Single signs and expression say distress, and there is no score. Assess the infant."),
    ),
}
"""English: the words, and what to do."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the screen shows beside the score.

    Attributes:
        actions: of the newest face that is not too old; None without one.
        shares: 0..1 by action, seconds of the last 30 in which it was present, out of those in which it was
            seen; an action that was hardly seen is missing.
        distress: 0..1, the expression network's word on that face.
        disagreement: how witnesses and score contradict each other; None while they do not.
    """

    actions: FacialActions | None = None
    shares: Mapping[FacialAction, float] = field(default_factory=dict)
    distress: float | None = None
    disagreement: Disagreement | None = None


def state_said(state: PainState, disagreement: Disagreement | None) -> PainState:
    """The word for the screen: signs that both witnesses see are never called NO SIGNS SEEN."""
    seen = state is PainState.NO_SIGNS_SEEN and disagreement is Disagreement.SIGNS_OVER_SCORE
    return PainState.AMBIGUOUS if seen else state


def contradiction(reading: Reading, preset: Preset) -> Disagreement | None:
    """How the witnesses contradict the score in one reading by itself."""
    told = witnessed(reading.actions, reading.distress)
    if told is None:
        return None
    if reading.smoothed is None:
        unscored = told and reading.reason is Reason.UNLIKE_TRAINING
        return Disagreement.SIGNS_WITHOUT_SCORE if unscored else None
    shown = displayed(reading.smoothed)
    if told and shown <= displayed(preset.lower_limit - preset.width):
        return Disagreement.SIGNS_OVER_SCORE
    if not told and shown > preset.lower_limit:
        return Disagreement.SCORE_OVER_SIGNS
    return None


def witnesses(actions: FacialActions | None, distress: float | None) -> tuple[bool | None, bool | None]:
    """What each witness says by itself: True for distress, False for none, None for anything between."""
    return _by_actions(actions), _by_expression(distress)


def witnessed(actions: FacialActions | None, distress: float | None) -> bool | None:
    """What both witnesses say together: True for distress, False for none; None unless they agree."""
    one, other = witnesses(actions, distress)
    return one if one is other else None


def witnessed_calm(actions: FacialActions | None, distress: float | None) -> bool:
    """Whether at least one witness says calm, and none says distress."""
    told = witnesses(actions, distress)
    return False in told and True not in told


class SignsCourse:
    """Signs of one infant over time; times are those of the captures."""

    def __init__(self) -> None:
        self._logged: Disagreement | None = None
        self.start_over()

    def start_over(self) -> None:
        """Forget what was seen: another infant, or another time."""
        self._newest: Reading | None = None
        self._seconds: deque[tuple[int, dict[FacialAction, list[float]]]] = deque()
        self._said: Disagreement | None = None
        self._seen: Disagreement | None = None
        self._since = inf
        self._last = -inf

    def take(self, reading: Reading, preset: Preset) -> None:
        """Take a reading."""
        at = reading.captured_at
        if reading.actions is not None or reading.distress is not None:
            self._newest = reading
        if reading.actions is not None:
            self._count(int(at), reading.actions)
        found = contradiction(reading, preset)
        if found is None:
            return
        if at - self._last > RELEASE_S:
            self._said = None
        if found is not self._seen or at - self._last > _UNBROKEN_S:
            self._seen, self._since = found, at
        self._last = at
        if at - self._since >= HOLD_S:
            self._said = found

    def disagreement_at(self, now: float) -> Disagreement | None:
        """What is said at `now`."""
        return self._said if now - self._last <= RELEASE_S else None

    @property
    def said(self) -> Disagreement | None:
        """What the log holds as still standing."""
        return self._logged

    def news(self, now: float) -> tuple[LogEntry, ...]:
        """The line for the log when a contradiction begins, changes or ends."""
        said = self.disagreement_at(now)
        if said is self._logged:
            return ()
        self._logged = said
        if said is None:
            text = Text("Signs and score no longer contradict each other")
            return (LogEntry(now, LogKind.STATE, SIGNS_AGREE, text),)
        newest = self._newest
        detail = (
            ("disagreement", said.value),
            ("smoothed", None if newest is None else newest.smoothed),
            ("distress", None if newest is None else newest.distress),
        )
        return (LogEntry(now, LogKind.STATE, SIGNS_DISAGREE, DISAGREEMENT_WORDS[said][0], detail),)

    def at(self, now: float) -> Signs:
        """What the screen shows at `now`."""
        newest = self._newest
        fresh = newest is not None and now - newest.captured_at <= UNSCORED_AFTER_S
        return Signs(
            actions=newest.actions if newest is not None and fresh else None,
            shares=self._shares(now),
            distress=newest.distress if newest is not None and fresh else None,
            disagreement=self.disagreement_at(now),
        )

    def _count(self, second: int, actions: FacialActions) -> None:
        if not self._seconds or self._seconds[-1][0] < second:
            self._seconds.append((second, {}))
        while self._seconds[0][0] <= second - SHARE_S - 1:
            self._seconds.popleft()
        strengths = self._seconds[-1][1]
        for action, seen in actions:
            if seen is not None:
                strengths.setdefault(action, []).append(seen.strength)

    def _shares(self, now: float) -> dict[FacialAction, float]:
        shares: dict[FacialAction, float] = {}
        recent = [strengths for second, strengths in self._seconds if second > now - SHARE_S - 1]
        for action in FacialAction:
            means = [sum(one[action]) / len(one[action]) for one in recent if action in one]
            if len(means) >= SHARE_SEEN_LEAST_S:
                shares[action] = sum(mean >= PRESENT for mean in means) / len(means)
        return shares


def _by_actions(actions: FacialActions | None) -> bool | None:
    """True for distress, False for none of its signs, None for anything between, or not seen."""
    if actions is None:
        return None
    trusted = present = 0
    for action in UPPER_FACE:
        one = actions[action]
        if one is not None and one.confidence >= CONFIDENT:
            trusted += 1
            present += one.strength >= PRESENT
    if trusted < 2 or present == 1:
        return None
    return present > 0


def _by_expression(distress: float | None) -> bool | None:
    if distress is None or CALM <= distress < DISTRESSED:
        return None
    return distress >= DISTRESSED
