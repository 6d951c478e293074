"""What raters are asked, and what an answer is.

NFCS (Grunau and Craig 1987, Pain 28:395-410): seven of its actions, each present or absent in a second. NIPS
(Lawrence et al. 1993): its face item alone. Names of actions only: how each is scored stands in the owners'
texts, which a unit reads in its licensed form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from neopain.core.errors import SettingFault
from neopain.core.facial_actions import FacialAction

Values: TypeAlias = "tuple[int | None, ...]"
"""By question: 1 present, 0 absent, None where that part of the face cannot be seen."""
TAUT_TONGUE = "taut_tongue"
"""An action of NFCS that no camera of ours measures, and people see."""


class Reason(StrEnum):
    """Why something cannot be judged."""

    FACE_COVERED = "face_covered"
    TURNED_AWAY = "turned_away"
    TOO_DARK = "too_dark"
    BLURRED = "blurred"
    NO_FACE = "no_face"
    UNREADABLE = "unreadable"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rater said of one showing: values, or a reason why there are none. Never both.

    Attributes:
        values: by question; None when it cannot be judged.
        reason: why not; None when it was judged.
    """

    values: Values | None = None
    reason: Reason | None = None

    def __post_init__(self) -> None:
        """Raises: SettingFault for an answer that says both or neither."""
        if (self.values is None) == (self.reason is None):
            raise SettingFault("expected values or a reason why it cannot be judged; got both, or neither")


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked of each item.

    Attributes:
        id: its name on the command line and in files.
        questions: stable words, in the order of the answers.
        parts: whether single questions may be left unseen, and the answers are confirmed together.
        column: the study's column that its result goes into.
        rule: how the result is made of the answers, for the manifest.
    """

    id: str
    questions: tuple[str, ...]
    parts: bool
    column: str
    rule: str

    def check(self, answer: Answer) -> Answer:
        """The answer itself. Raises: SettingFault for one that does not answer this task's questions."""
        values = answer.values
        if values is None:
            return answer
        allowed = {0, 1, None} if self.parts else {0, 1}
        if len(values) != len(self.questions) or not allowed.issuperset(values):
            raise SettingFault(
                f"expected {len(self.questions)} answers of 0 or 1 for {self.id}; got {values}; answer each"
            )
        if all(value is None for value in values):
            raise SettingFault("expected at least one part that can be seen; say that it cannot be judged")
        return answer

    def result(self, answer: Answer) -> int | None:
        """What goes into the study's column; None unless every question was answered."""
        values = answer.values
        if values is None:
            return None
        seen = [value for value in values if value is not None]
        return sum(seen) if len(seen) == len(values) else None


NIPS_FACE = Task(
    "nips-face",
    ("grimace",),
    parts=False,
    column="label",
    rule="label = face item of NIPS (0 at rest, 1 grimace), from the picture alone",
)
NFCS = Task(
    "nfcs",
    (*FacialAction, TAUT_TONGUE),
    parts=True,
    column="nfcs",
    rule="nfcs = how many of the seven actions were present; empty unless all seven were seen",
)
TASKS: Mapping[str, Task] = {task.id: task for task in (NIPS_FACE, NFCS)}
