"""How an alarm condition is declared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from neopain.core.alarms.evidence import Predicate
from neopain.core.alarms.kinds import AlarmKind, Priority

Id = TypeVar("Id", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of a condition: its priority once the predicate has held for `delay_s`."""

    priority: Priority
    delay_s: float = 0.0


@dataclass(frozen=True)
class DeclaredCondition(Generic[Id]):
    """What may be wrong.

    Attributes:
        id: stable name.
        kind: about the infant or about the monitor.
        steps: rungs by rising priority; a later one escalates the occurrence.
        words: short line for the alarm bar, capitals, without mark.
        action: what to do about it.
        limit: where the limit comes from, for the report; "" when there is none.
        latching: whether it goes on, with its signals, until acknowledged, though its cause is over.
        in_care: whether it signals also in care mode, when hands cover the infant.
        predicate: how it is seen in pictures and readings; None when it is not, or not there alone.
        told: whether it is a fact that others see and tell.
        explains_gap: whether it says by itself why there is no score.
    """

    id: Id
    kind: AlarmKind
    steps: tuple[Step, ...]
    words: str
    action: str
    limit: str = ""
    latching: bool = False
    in_care: bool = True
    predicate: Predicate | None = None
    told: bool = False
    explains_gap: bool = False

    @property
    def of_pictures(self) -> bool:
        """Whether it is judged with pictures and readings, and so not in standby."""
        return self.predicate is not None or self.explains_gap
