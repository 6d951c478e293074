"""The facial actions that people score as signs of pain, each measured by itself.

The names are those of the Neonatal Facial Coding System (Grunau and Craig 1987, Pain 28:395-410).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

PERCENT = 100
"""Steps of a strength and of a confidence: what is shown and what is recorded are the same number."""


class FacialAction(StrEnum):
    """One action of the face; the order is that of the record."""

    BROW_BULGE = "brow_bulge"
    EYE_SQUEEZE = "eye_squeeze"
    NASOLABIAL_FURROW = "nasolabial_furrow"
    OPEN_LIPS = "open_lips"
    VERTICAL_STRETCH = "vertical_stretch"
    HORIZONTAL_STRETCH = "horizontal_stretch"


@dataclass(frozen=True, slots=True)
class ActionStrength:
    """How strong one action is, and how far that may be trusted.

    Attributes:
        strength: 0 (at rest) to 1 (as strong as the action gets), in steps of 0.01.
        confidence: 0 to 1, in steps of 0.01.
    """

    strength: float
    confidence: float

    def __post_init__(self) -> None:
        for name in ("strength", "confidence"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"an action's {name} lies in 0..1; got {value}")
            object.__setattr__(self, name, round(PERCENT * value) / PERCENT)


@dataclass(frozen=True, slots=True)
class FacialActions:
    """All actions of one face; None for one that cannot be seen. Never a zero for the unknown."""

    brow_bulge: ActionStrength | None = None
    eye_squeeze: ActionStrength | None = None
    nasolabial_furrow: ActionStrength | None = None
    open_lips: ActionStrength | None = None
    vertical_stretch: ActionStrength | None = None
    horizontal_stretch: ActionStrength | None = None

    @classmethod
    def of(cls, strengths: Mapping[FacialAction, ActionStrength | None]) -> FacialActions | None:
        """Of what was measured; None when nothing was."""
        seen = {str(action): strength for action, strength in strengths.items() if strength is not None}
        return cls(**seen) if seen else None

    def __getitem__(self, action: FacialAction) -> ActionStrength | None:
        strength: ActionStrength | None = getattr(self, action)
        return strength

    def __iter__(self) -> Iterator[tuple[FacialAction, ActionStrength | None]]:
        return ((action, self[action]) for action in FacialAction)


if tuple(one.name for one in fields(FacialActions)) != tuple(FacialAction):
    raise AssertionError("FacialActions has a field for every FacialAction, in its order")
