"""From the smoothed score to a state word and to the rung of the pain alarm."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from neopain.core.score.hysteresis import Level, displayed
from neopain.core.score.presets import Preset
from neopain.core.text import Text

UNSCORED_AFTER_S = 5.0
"""Longest time between the captures of two scores that neither hides the state nor starts a hold again.

As long as `core.score.smoothing` keeps its state. Shorter, and a loaded computer with a reading every two
seconds could never hold a score long enough for an alarm.
"""


class PainState(StrEnum):
    """What the trend of the face says. None of these says that the infant feels nothing."""

    NO_SIGNS_SEEN = "no_signs_seen"
    AMBIGUOUS = "ambiguous"
    POSSIBLE_PAIN = "possible_pain"
    SUSTAINED_PAIN = "sustained_pain"
    CANNOT_ASSESS = "cannot_assess"


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state for the screen: `id` for translation, `text` the large word, `help` the line under it."""

    id: str
    text: str
    help: str


_WORDS = {
    PainState.NO_SIGNS_SEEN: (Text("NO SIGNS SEEN"), Text("Does not rule out pain. Look at the infant.")),
    PainState.AMBIGUOUS: (Text("AMBIGUOUS"), Text("Some facial signs. Look at the infant.")),
    PainState.POSSIBLE_PAIN: (
        Text("POSSIBLE PAIN"),
        Text("Facial signs over the lower limit. Assess the infant."),
    ),
    PainState.SUSTAINED_PAIN: (
        Text("SUSTAINED PAIN SIGNS"),
        Text("Facial signs stay over the upper limit. Assess now."),
    ),
    PainState.CANNOT_ASSESS: (Text("CANNOT ASSESS"), Text("No score. Assess the infant by hand.")),
}


_WERE_OVER = {
    PainState.POSSIBLE_PAIN: Text("Facial signs were over the lower limit. Assess the infant."),
    PainState.SUSTAINED_PAIN: Text("Facial signs were over the upper limit. Assess now."),
}
"""While the state outlasts the score that made it."""


_NOT_RULED_OUT = Text("The score is uncertain: signs are not ruled out. Look at the infant.")
"""While the score itself is under the limit of the word."""


def state_words(state: PainState, smoothed: float | None = None, preset: Preset | None = None) -> StateWords:
    """The English words of a state; beside a score and its limits, words that are true of that score."""
    text, explanation = _WORDS[state]
    if smoothed is not None and preset is not None and state in _WERE_OVER:
        limit = preset.upper_limit if state is PainState.SUSTAINED_PAIN else preset.lower_limit
        if displayed(smoothed) <= limit:
            explanation = _WERE_OVER[state]
    elif state is PainState.AMBIGUOUS and smoothed is not None and preset is not None:
        explanation = explanation if displayed(smoothed) > preset.ambiguous_over else _NOT_RULED_OUT
    return StateWords(f"state.{state.value}", text, explanation)


class PainTrend:
    """State word and alarm rung from scores, by the times of their captures alone.

    How late a score arrives changes nothing here: only the capture of a later picture without a score, or of
    a score after a long gap, shows that the infant went unassessed. A slow computer thus delays the alarm and
    never prevents it; that it is slow is told by `core.watch.pace`.

    Limits and holds are for the score alone. How uncertain it is decides one thing: NO SIGNS SEEN is not said
    while the upper end of its interval is over the lower limit; AMBIGUOUS is said instead (decision 30).

    Attributes:
        state: the word for the screen; CANNOT_ASSESS until two scores came within `UNSCORED_AFTER_S`.
        scored_at: monotonic second of the last score, -inf before the first.
        unscored_since: since when no score was captured, or scores too far apart; None while they come.
    """

    def __init__(self, preset: Preset, now: float) -> None:
        width, recover_s = preset.width, preset.recover_s
        # Without confirmation: "no signs seen" must never stand beside a number that says otherwise.
        self._ambiguous = Level(preset.ambiguous_over, 0.0, width / 2, recover_s)
        self._unsure = Level(preset.lower_limit, 0.0, width, recover_s)
        self._possible = Level(preset.lower_limit, preset.confirm_s, width, recover_s)
        self._low = Level(preset.lower_limit, preset.lower_hold_s, width, recover_s)
        self._medium = Level(preset.upper_limit, preset.upper_hold_s, width, recover_s)
        self.state = PainState.CANNOT_ASSESS
        self.scored_at = -math.inf
        self.unscored_since: float | None = now
        self._hushed = False

    @property
    def _levels(self) -> tuple[Level, ...]:
        return (self._ambiguous, self._unsure, self._possible, self._low, self._medium)

    @property
    def rung(self) -> int:
        """0 no pain alarm, 1 over the lower limit, 2 sustained over the upper limit; each after its hold."""
        if self._hushed:
            return 0
        if self._medium.on:
            return 2
        return int(self._low.on)

    @property
    def over_since(self) -> float | None:
        """When the score went over the limit of the present rung; None at rung 0."""
        return (None, self._low.over_since, self._medium.over_since)[self.rung]

    def retune(self, preset: Preset) -> None:
        """Take other limits; what is on stays on until the score is seen under the new ones."""
        self._ambiguous.limit = preset.ambiguous_over
        self._unsure.limit = preset.lower_limit
        self._possible.limit, self._possible.hold_s = preset.lower_limit, preset.confirm_s
        self._low.limit, self._low.hold_s = preset.lower_limit, preset.lower_hold_s
        self._medium.limit, self._medium.hold_s = preset.upper_limit, preset.upper_hold_s
        for level in self._levels:
            level.recover_s = preset.recover_s
            level.width = preset.width / 2 if level is self._ambiguous else preset.width

    def update(self, at: float, smoothed: float, high: float | None = None) -> PainState:
        """Take a smoothed score, 0..10, of monotonic second `at`, and the upper end of its interval."""
        at = max(at, self.scored_at)
        if not self._interrupt_after_gap(at):
            self.unscored_since = None
        for level in self._levels:
            level.update(at, smoothed if high is None or level is not self._unsure else high)
        self.scored_at = at
        self.state = PainState.CANNOT_ASSESS if self.unscored_since is not None else self._word()
        return self.state

    def skip(self, at: float) -> PainState:
        """Take a capture of monotonic second `at` that has no score: never taken for a calm one."""
        for level in self._levels:
            level.skip(at)
        if self._interrupt_after_gap(at):
            self.state = PainState.CANNOT_ASSESS
        return self.state

    def state_at(self, now: float) -> PainState:
        """The word as of `now`: a score older than `UNSCORED_AFTER_S` says nothing of the present."""
        return PainState.CANNOT_ASSESS if now - self.scored_at > UNSCORED_AFTER_S else self.state

    def forget(self) -> None:
        """All levels off: the infant has not been assessed for so long that nothing can be said."""
        for level in self._levels:
            level.reset()

    def hush(self) -> None:
        """Raise nothing until the next capture is told: nothing came for so long that nothing can be said.

        If the captures turn out to be without a gap, they were only late, and the levels are as they were.
        """
        self._hushed = True

    def _interrupt_after_gap(self, at: float) -> bool:
        gap = at - self.scored_at > UNSCORED_AFTER_S
        hushed, self._hushed = self._hushed, False
        if gap:
            if self.unscored_since is None:
                self.unscored_since = self.scored_at
            if hushed:
                self.forget()
            for level in self._levels:
                level.interrupt()
        return gap

    def _word(self) -> PainState:
        if self._medium.on:
            return PainState.SUSTAINED_PAIN
        if self._possible.on:
            return PainState.POSSIBLE_PAIN
        if self._ambiguous.on or self._unsure.on:
            return PainState.AMBIGUOUS
        return PainState.NO_SIGNS_SEEN
