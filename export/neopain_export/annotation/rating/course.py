"""One rater's way through the order: a fold of acts, so that what was saved is all there is to know.

Answered are always the first so many places. Back and on only look; an answer at an earlier place replaces
what was said there; undo takes the last act back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from neopain.core.errors import SettingFault
from neopain_export.annotation.rating.order import Showing
from neopain_export.annotation.rating.tasks import Answer, Task


@dataclass(frozen=True, slots=True)
class Given:
    """An answer.

    Attributes:
        place: in the order, from 0.
        answer: what was said.
        utc: when, ISO 8601 with offset.
        shown_s: how long it was shown before, without pauses.
    """

    place: int
    answer: Answer
    utc: str
    shown_s: float


@dataclass(frozen=True, slots=True)
class Undone:
    """The last answer that still stood was taken back."""

    utc: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The rater is done; nothing changes any more."""

    utc: str


Act: TypeAlias = "Given | Undone | Finished"


class Course:
    """Where a rater is, and what was answered.

    Attributes:
        order: what is shown.
        place: what is shown now; `len(order)` is the end.
        finished: when the rater said so, ISO 8601; "" before.
    """

    def __init__(self, order: Sequence[Showing], task: Task, acts: Iterable[Act] = ()) -> None:
        """Go on after these acts. Raises: SettingFault for acts that cannot have been."""
        self.order = tuple(order)
        self.task = task
        self.place = 0
        self.finished = ""
        self._answers: list[Answer] = []
        self._before: list[tuple[int, Answer | None]] = []
        for act in acts:
            self.apply(act)
        self.place = len(self._answers)

    @property
    def answered(self) -> int:
        """How many places are answered: the first so many."""
        return len(self._answers)

    @property
    def whole(self) -> bool:
        """Whether every place is answered."""
        return self.answered == len(self.order)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._before) and not self.finished

    def answer_at(self, place: int) -> Answer | None:
        """What was said there; None where nothing was yet."""
        return self._answers[place] if 0 <= place < len(self._answers) else None

    def by_turn(self, turn: int) -> Mapping[str, Answer]:
        """What was said of each item when it was shown for the first (0) or the second time (1)."""
        shown = zip(self.order, self._answers, strict=False)
        return {showing.item: answer for showing, answer in shown if showing.turn == turn}

    def look(self, by: int) -> None:
        """Go back or on without an answer, as far as there are answers."""
        self.place = max(0, min(self.place + by, self.answered))

    def check(self, act: Act) -> Act:
        """The act itself. Raises: SettingFault when it cannot be done now."""
        if self.finished:
            raise SettingFault("expected no more answers after the rater finished; got one")
        match act:
            case Given(place=place, answer=answer):
                if not 0 <= place <= min(self.answered, len(self.order) - 1):
                    raise SettingFault(f"expected an answer to place {self.answered} or before; got {place}")
                self.task.check(answer)
            case Undone():
                if not self._before:
                    raise SettingFault("expected an answer to take back; there is none")
            case Finished():
                if not self.whole:
                    raise SettingFault(
                        f"expected {len(self.order)} answers before the end; got {self.answered}"
                    )
        return act

    def apply(self, act: Act) -> None:
        """Do it. Raises: SettingFault, and nothing changed."""
        match self.check(act):
            case Given(place=place, answer=answer):
                self._before.append((place, self.answer_at(place)))
                self._answers[place : place + 1] = [answer]
                self.place = place + 1
            case Undone():
                place, before = self._before.pop()
                self._answers[place : place + 1] = [] if before is None else [before]
                self.place = place
            case Finished(utc=utc):
                self.finished = utc
