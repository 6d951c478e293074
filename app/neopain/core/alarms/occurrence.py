"""One condition over time: predicate, delay, occurrence, acknowledgement.

A condition is true or not; when it has been true for its delay an occurrence begins, at most one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from neopain.core.alarms.conditions import Condition
from neopain.core.alarms.kinds import Priority
from neopain.core.alarms.line import alarm_line
from neopain.core.alarms.signals import AlarmChange, AlarmMessage
from neopain.core.score.hysteresis import TIME_TOLERANCE_S
from neopain.core.text import Text

FLASH_HZ: dict[Priority, float] = {Priority.LOW: 0.0, Priority.MEDIUM: 0.6, Priority.HIGH: 2.0}
"""Within the bands of IEC 60601-1-8 (MEDIUM 0.4 to 0.8 Hz, HIGH 1.4 to 2.8 Hz), under 3 flashes a second."""


@dataclass(slots=True)
class Occurrence:
    """One interval of a condition.

    Attributes:
        id: unique in the alarm system.
        condition: which.
        rung: index of the step reached.
        began_at: when the predicate of the present rung became true, before the delay.
        words: the condition's words, or a more exact note.
        acknowledged_rung: the rung that somebody has seen, -1 for none.
        attended_at: the last acknowledgement or reminder.
        value, limit: worst value and the limit in force.
        unseen_peak: the line of a higher rung that was left before anybody saw it.
    """

    id: int
    condition: Condition
    rung: int
    began_at: float
    words: str
    acknowledged_rung: int = -1
    attended_at: float = 0.0
    value: float | None = None
    limit: float | None = None
    unseen_peak: AlarmMessage | None = None

    @property
    def priority(self) -> Priority:
        """Priority of the rung reached; nothing but the condition itself changes it."""
        return self.condition.steps[self.rung].priority

    @property
    def acknowledged(self) -> bool:
        """Whether the present rung, or a higher one since, has been seen."""
        return self.acknowledged_rung >= self.rung

    def acknowledge(self, now: float) -> None:
        """Somebody has seen the present rung."""
        self.acknowledged_rung = self.rung
        self.attended_at = now
        self.unseen_peak = None

    def move(self, rung: int, began_at: float, now: float) -> None:
        """Go to another rung.

        An acknowledgement follows down and is void when the occurrence rises again. A higher rung that is
        left unseen takes with it what was acknowledged before: somebody still has to look.
        """
        if rung < self.rung and not self.acknowledged:
            self.acknowledged_rung = -1
            peak = self.unseen_peak
            if peak is None or peak.priority <= self.priority:
                self.unseen_peak = self.message(now, ended=True)
        self.rung = rung
        self.began_at = began_at
        self.acknowledged_rung = min(self.acknowledged_rung, rung)

    def unseen(self, now: float) -> AlarmMessage | None:
        """Its most urgent unseen rung, for the list when it ends at `now`; None when all has been seen."""
        if self.acknowledged:
            return None
        if self.unseen_peak is not None and self.unseen_peak.priority > self.priority:
            return replace(self.unseen_peak, ended_at=now)
        return self.message(now, ended=True)

    def text(self, now: float) -> Text:
        """The line of the alarm bar."""
        return alarm_line(
            self.condition.kind,
            self.priority,
            self.words,
            now - self.began_at,
            value=self.value,
            limit=self.limit,
        )

    def message(self, now: float, *, ended: bool = False) -> AlarmMessage:
        """The occurrence as a line for the screen; `ended` at `now`, or lasting."""
        flashes = not (ended or self.acknowledged)
        return AlarmMessage(
            occurrence_id=self.id,
            condition_id=self.condition.id,
            kind=self.condition.kind,
            priority=self.priority,
            words=self.words,
            action=self.condition.action,
            duration_s=now - self.began_at,
            acknowledged=self.acknowledged,
            ended_at=now if ended else None,
            flash_hz=FLASH_HZ[self.priority] if flashes else 0.0,
            value=self.value,
            limit=self.limit,
        )


@dataclass(slots=True)
class ConditionTrack:
    """A condition's predicate, rung by rung, and its occurrence.

    Attributes:
        condition: which.
        current: the occurrence that lasts; None for none.
    """

    condition: Condition
    current: Occurrence | None = None
    _since: list[float | None] = field(default_factory=list)
    _words: str = ""
    _value: float | None = None
    _limit: float | None = None

    def __post_init__(self) -> None:
        self._since = [None] * len(self.condition.steps)

    @property
    def idle(self) -> bool:
        """Whether there is neither an occurrence nor a predicate that is true: nothing can become due."""
        return self.current is None and self._since[0] is None

    def feed(self, level: int, since: float, *, value: float | None, limit: float | None, words: str) -> None:
        """Say that the predicates of the first `level` rungs are true, from `since` if they were not yet."""
        for rung, began in enumerate(self._since):
            if rung >= level:
                self._since[rung] = None
            elif began is None:
                self._since[rung] = since
        self._words = words or self.condition.words
        self._value, self._limit = value, limit

    def advance(self, now: float, next_id: int) -> AlarmChange | None:
        """Begin, escalate, de-escalate or end the occurrence as the predicates say.

        On CLEARED the ended occurrence is still in `current`; the caller takes it away with `end`.
        """
        if self.idle:
            return None
        current = self.current
        rung = self._rung(now)
        if current is None:
            if rung < 0:
                return None
            self.current = Occurrence(next_id, self.condition, rung, self._began(rung, now), self._words)
            self._refresh(self.current)
            return AlarmChange.RAISED
        if rung < 0:
            held = self.condition.latching and not current.acknowledged
            return None if held else AlarmChange.CLEARED
        change = None
        if rung != current.rung:
            change = AlarmChange.ESCALATED if rung > current.rung else AlarmChange.DEESCALATED
            current.move(rung, self._began(rung, now), now)
        self._refresh(current)
        return change

    def end(self) -> None:
        """Take away the occurrence."""
        self.current = None

    def _refresh(self, occurrence: Occurrence) -> None:
        occurrence.words = self._words
        occurrence.limit = self._limit
        if self._value is not None:
            occurrence.value = self._value if occurrence.value is None else max(occurrence.value, self._value)

    def _began(self, rung: int, now: float) -> float:
        began = self._since[rung]
        return now if began is None else began

    def _rung(self, now: float) -> int:
        reached = -1
        for rung, (step, began) in enumerate(zip(self.condition.steps, self._since, strict=True)):
            if began is not None and now - began >= step.delay_s - TIME_TOLERANCE_S:
                reached = rung
        return reached
