"""When the next manual assessment is due, stepped: no clock in here.

The intervals are starting values that each ward replaces by its own (`settings`): again 30 minutes after a
raised score or after an analgesic (30 to 60 minutes are usual), else every 3 hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from neopain.core.clinical.scales import is_raised, scale_by_id
from neopain.core.errors import SettingFault
from neopain.core.record import Assessment
from neopain.core.text import Text

SHORTEST_S, LONGEST_S = 300.0, 24 * 3600.0


class DueReason(StrEnum):
    """Why an assessment is due."""

    RAISED_SCORE = "raised_score"
    ANALGESIC = "analgesic"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class Intervals:
    """Seconds to the next assessment; each 5 minutes to 24 hours."""

    after_raised_s: float = 1800.0
    after_analgesic_s: float = 1800.0
    routine_s: float = 3 * 3600.0

    def __post_init__(self) -> None:
        for name in ("after_raised_s", "after_analgesic_s", "routine_s"):
            value = getattr(self, name)
            if not SHORTEST_S <= value <= LONGEST_S:
                raise SettingFault(
                    Text(
                        "{name} is {least:g} to {most:g} s; got {got:g}: choose within",
                        name=name,
                        least=SHORTEST_S,
                        most=LONGEST_S,
                        got=value,
                    )
                )


DEFAULT_INTERVALS = Intervals()


@dataclass(frozen=True, slots=True)
class Due:
    """When the next assessment is due (monotonic s), and why."""

    at: float
    reason: DueReason

    def left_s(self, now: float) -> float:
        """Seconds until then; negative when overdue."""
        return self.at - now

    def overdue(self, now: float) -> bool:
        """Whether the time has come."""
        return now >= self.at


@dataclass(slots=True)
class ReassessmentTimer:
    """Knows the last complete assessment and the last analgesic of one infant.

    A partial assessment has no total and so does not count as one: it never puts the next one off.
    """

    began_at: float
    intervals: Intervals = DEFAULT_INTERVALS
    _assessed_at: float | None = field(default=None, init=False)
    _raised: bool = field(default=False, init=False)
    _analgesic_at: float | None = field(default=None, init=False)

    def take_assessments(self, standing: tuple[Assessment, ...] | list[Assessment]) -> None:
        """All assessments as they stand now; an undone or edited one changes what is due."""
        complete = [one for one in standing if one.total is not None and not one.deleted]
        last = max(complete, key=lambda one: one.at, default=None)
        self._assessed_at = None if last is None else last.at
        self._raised = last is not None and is_raised(scale_by_id(last.scale), last.total)

    def take_analgesic(self, at: float) -> None:
        """An analgesic was noted; the newest counts."""
        self._analgesic_at = at if self._analgesic_at is None else max(at, self._analgesic_at)

    def forget_analgesic(self) -> None:
        """The note was taken back."""
        self._analgesic_at = None

    @property
    def due(self) -> Due:
        """The earliest reason that applies since the last assessment."""
        last = self.began_at if self._assessed_at is None else self._assessed_at
        found = [Due(last + self.intervals.routine_s, DueReason.ROUTINE)]
        if self._raised:
            found.append(Due(last + self.intervals.after_raised_s, DueReason.RAISED_SCORE))
        if self._analgesic_at is not None and self._analgesic_at >= last:
            found.append(Due(self._analgesic_at + self.intervals.after_analgesic_s, DueReason.ANALGESIC))
        return min(found, key=lambda one: one.at)
