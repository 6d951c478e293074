"""What is usual for one infant: a baseline that people measure, and the adaptation of the score.

Owned by the watch, and like it never a reason to stop: what makes no sense changes nothing and is logged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from neopain.core.clinical.annotation_choices import PROCEDURE_CODES
from neopain.core.clinical.procedure import MARKED, STARTED
from neopain.core.errors import SettingFault
from neopain.core.readings import Reading
from neopain.core.score.infant.adaptation import Adaptation, AdaptationBasis, AdaptationState
from neopain.core.score.infant.adaptation_line import adaptation_line, begun_again_line
from neopain.core.score.infant.baseline import Baseline, SecondScores, measure_baseline
from neopain.core.score.infant.baseline_line import baseline_line, taken_back_line
from neopain.core.score.presets import DEFAULT_PRESET, Preset
from neopain.core.stay.so_far import StaySoFar
from neopain.core.text import Text
from neopain.core.watch.calm_evidence import CalmDoubt, CalmEvidence
from neopain.core.watch.log_lines import Entries, refusal

NO_BASIS = AdaptationBasis(None, "", "")
_PROCEDURES = frozenset({STARTED, MARKED, *PROCEDURE_CODES})
LOGGED_SHARE = 0.2
"""Of the bound: a shift that moved so far since its last line gets another one."""


@dataclass(frozen=True, slots=True)
class Usual:
    """For the screen.

    Attributes:
        baseline: what is usual for this infant; None until measured.
        over: points over the baseline; None without a number or a baseline.
        adaptation: where it stands.
        doubt: why nothing is learnt now; None while faces teach.
        unadapted: 0..10, the averaged score without the adaptation; None while nothing is adapted.
    """

    baseline: Baseline | None
    over: float | None
    adaptation: AdaptationState
    doubt: CalmDoubt | None
    unadapted: float | None = None


class UsualCourse:
    """Begins anew with each infant.

    Attributes:
        baseline: what is usual; None until measured.
        adaptation: of the score.
    """

    def __init__(self, basis: AdaptationBasis = NO_BASIS, *, adapts: bool = False) -> None:
        """`adapts`: whether it adapts from the start; a person may change that."""
        self.baseline: Baseline | None = None
        self.adaptation = Adaptation(basis, on=adapts)
        self._adapts = adapts
        self._scores = SecondScores()
        self._evidence = CalmEvidence()
        self._excluded = False
        self._preset = DEFAULT_PRESET
        self._logged = self.adaptation.state

    def of_another(self) -> UsualCourse:
        """The same of another infant: nothing of this one goes on."""
        return UsualCourse(self.adaptation.basis, adapts=self._adapts)

    def take(
        self, reading: Reading, scores: tuple[float, float] | None, preset: Preset, *, busy: bool
    ) -> Entries:
        """Take a reading; the arguments are those of `CalmEvidence.take`."""
        at, self._preset = reading.captured_at, preset
        if reading.smoothed is not None and not self._excluded:
            self._scores.add(at, reading.smoothed)
        self._evidence.take(reading, scores, preset, busy=busy)
        if self._evidence.suspicious:
            self.adaptation.distrust()
        elif self._evidence.doubt is None and scores is not None and self.adaptation.learn(at, scores[0]):
            return self._news(at)
        return ()

    def exclude(self, excluded: bool) -> None:  # noqa: FBT001 (the state itself)
        """Care mode or standby runs, or does not."""
        self._excluded = excluded

    def measure_baseline(self, now: float) -> Entries:
        """Take the last minutes as what is usual for this infant."""
        try:
            found = measure_baseline(
                self._scores.recent(now), now, lower_limit=self._preset.lower_limit, previous=self.baseline
            )
        except SettingFault as fault:
            return (refusal(now, fault),)
        self.baseline = found
        return (baseline_line(found, now),)

    def take_back(self, now: float) -> Entries:
        """Forget the baseline."""
        if self.baseline is None:
            return (refusal(now, SettingFault(Text("there is no baseline to take back"))),)
        self.baseline = None
        return (taken_back_line(now),)

    def began(self, now: float) -> Entries:
        """A session begins: where it adapts its scores from the start, the record says so."""
        return self._news(now, always=True) if self._adapts else ()

    def adapt(self, on: bool, now: float) -> Entries:  # noqa: FBT001 (the wish itself)
        """Switch the adaptation on or off for this infant; what was learnt is kept either way."""
        if on and self.adaptation.basis.spread is None:
            fault = Text("this model does not say how calm infants differ: it cannot be adapted")
            return (refusal(now, SettingFault(fault)),)
        self.adaptation.on = on
        return self._news(now, always=True)

    def begin_again(self, now: float, why: str, camera: str | None = None) -> Entries:
        """Put away what was learnt, as for a new `camera`."""
        basis = self.adaptation.basis
        basis = basis if camera is None else replace(basis, camera=camera)
        had_learnt = self.adaptation.learnt is not None
        self.adaptation = Adaptation(basis, on=self.adaptation.on)
        self._logged = self.adaptation.state
        return (begun_again_line(now, why),) if had_learnt else ()

    def procedure(self, now: float) -> Entries:
        """A painful procedure is prepared or was noted: nothing is learnt for a while."""
        self._evidence.procedure(now)
        return ()

    def carry_on(self, so_far: StaySoFar, now: float) -> Entries:
        """This infant was here before; a baseline of now stays."""
        self.baseline, learnt = self.baseline or so_far.baseline, so_far.learnt
        for entry in so_far.entries:
            if entry.code in _PROCEDURES:
                self._evidence.procedure(entry.at)
        if learnt is None or not self.adaptation.on:
            return ()
        if self.adaptation.go_on(learnt):
            return self._news(now, always=True)
        return (begun_again_line(now, Text("another camera or another model")),)

    def at(self, smoothed: float | None, unadapted: float | None) -> Usual:
        """For the screen, with the score that is shown and the one without adaptation."""
        over = None if smoothed is None or self.baseline is None else self.baseline.difference(smoothed)
        return Usual(self.baseline, over, self.adaptation.state, self._evidence.doubt, unadapted)

    def _news(self, now: float, *, always: bool = False) -> Entries:
        state, before = self.adaptation.state, self._logged
        moved = abs(state.shift - before.shift) >= LOGGED_SHARE * state.most > 0.0
        moved = moved or (state.shift != before.shift and self.adaptation.settled)
        if not (always or moved or state.phase is not before.phase):
            return ()
        self._logged = state
        return (adaptation_line(state, self.adaptation.learnt, now),)
