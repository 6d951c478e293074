"""Procedure mode, stepped: a baseline before, the mark, five minutes after, then the card.

Unlike care mode it holds nothing back: scoring, alarms and statistics go on as ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from neopain.core.errors import SettingFault
from neopain.core.score.reactivity import AFTER_S, BEFORE_S, ReactivityCard
from neopain.core.sessions import LogEntry, LogKind
from neopain.core.text import Text

FORGOTTEN_S = 1800.0
"""A procedure mode that nobody marks ends by itself."""


STARTED, MARKED, INTERRUPTED = "procedure_started", "procedure_marked", "procedure_interrupted"
UNMARKED, CARD, STOPPED = "procedure_unmarked", "procedure_card", "procedure_stopped"


class Phase(StrEnum):
    """Where a procedure stands."""

    OFF = "off"
    BEFORE = "before"
    AFTER = "after"
    DONE = "done"


@dataclass(slots=True)
class Procedure:
    """One procedure at a time; times are monotonic s."""

    phase: Phase = Phase.OFF
    started_at: float = 0.0
    mark_at: float | None = None

    @property
    def running(self) -> bool:
        """Whether somebody waits for the mark or for the card."""
        return self.phase in {Phase.BEFORE, Phase.AFTER}

    def start(self, now: float) -> LogEntry:
        """Wait for the mark; a procedure under way begins anew."""
        self.phase, self.started_at, self.mark_at = Phase.BEFORE, now, None
        return LogEntry(now, LogKind.STATE, STARTED, Text("Procedure mode: baseline before the procedure"))

    def mark(self, now: float) -> LogEntry:
        """The procedure happens now. Raises: SettingFault when none was started."""
        if self.phase is not Phase.BEFORE:
            raise SettingFault(
                Text("a procedure is marked after its start and once; start the procedure mode first")
            )
        self.phase, self.mark_at = Phase.AFTER, now
        return LogEntry(
            now,
            LogKind.STATE,
            MARKED,
            Text("Procedure marked; watched for {minutes:.0f} minutes", minutes=AFTER_S / 60.0),
            (("baseline_s", round(min(BEFORE_S, now - self.started_at), 1)),),
        )

    def unmark(self, now: float) -> LogEntry:
        """Whoever marked it took that back: the procedure is waited for again."""
        self.phase, self.started_at, self.mark_at = Phase.BEFORE, min(self.started_at, now), None
        return LogEntry(now, LogKind.STATE, UNMARKED, Text("The mark of the procedure was taken back"))

    def over(self, now: float) -> bool:
        """Whether the card is due: five minutes after the mark."""
        return self.phase is Phase.AFTER and self.mark_at is not None and now >= self.mark_at + AFTER_S

    def forgotten(self, now: float) -> bool:
        """Whether nobody marked it for half an hour."""
        return self.phase is Phase.BEFORE and now >= self.started_at + FORGOTTEN_S

    def finish(self, card: ReactivityCard, now: float) -> LogEntry:
        """Put the card into the log."""
        self.phase = Phase.DONE
        return LogEntry(now, LogKind.STATE, CARD, card_line(card), card.as_detail())

    def interrupt(self, now: float) -> LogEntry:
        """The session ends; the next one of the stay goes on with the procedure, if it comes in time."""
        self.phase, self.mark_at = Phase.OFF, None
        return LogEntry(
            now, LogKind.STATE, INTERRUPTED, Text("Procedure mode ended {how}", how=Text("with the session"))
        )

    def go_on(self, entries: Iterable[LogEntry], now: float) -> bool:
        """Take up what the stay's last session began, by its log on this clock; False when all is over."""
        if self.running:
            return False
        begun = Procedure()
        for entry in entries:
            if entry.code == STARTED:
                begun.phase, begun.started_at, begun.mark_at = Phase.BEFORE, entry.at, None
            elif entry.code == MARKED and begun.phase is Phase.BEFORE:
                begun.phase, begun.mark_at = Phase.AFTER, entry.at
            elif entry.code == UNMARKED and begun.phase is Phase.AFTER:
                begun.phase, begun.mark_at = Phase.BEFORE, None
            elif entry.code in {CARD, STOPPED}:
                begun = Procedure()
        if not begun.running or begun.forgotten(now) or begun.over(now):
            return False
        self.phase, self.started_at, self.mark_at = begun.phase, begun.started_at, begun.mark_at
        return True

    def stop(self, now: float, how: str) -> LogEntry:
        """End without a card."""
        self.phase, self.mark_at = Phase.OFF, None
        return LogEntry(now, LogKind.STATE, STOPPED, Text("Procedure mode ended {how}", how=how))

    def left_s(self, now: float) -> float:
        """Seconds of baseline that are wanted still, or until the card."""
        if self.phase is Phase.BEFORE:
            return max(0.0, self.started_at + BEFORE_S - now)
        if self.phase is Phase.AFTER and self.mark_at is not None:
            return max(0.0, self.mark_at + AFTER_S - now)
        return 0.0


def marked_in(entries: Iterable[LogEntry]) -> list[tuple[float, float]]:
    """Mark and end of each procedure of a log, in order, as its card counted it; without marks taken back.

    The end is that of the card, of the stop by hand, or `AFTER_S` after the mark; all monotonic s.
    """
    found: list[tuple[float, float]] = []
    running = False
    for entry in entries:
        if entry.code == MARKED:
            found.append((entry.at, entry.at + AFTER_S))
            running = True
        elif running and entry.code in {CARD, STOPPED}:
            mark_at, end = found[-1]
            found[-1] = (mark_at, min(entry.at, end))
            running = False
        elif running and entry.code == UNMARKED:
            found.pop()
            running = False
    return found


def card_line(card: ReactivityCard) -> str:
    """The card in one line, for the log."""
    if card.peak is None or card.time_to_peak_s is None:
        return Text("Procedure card: not enough scored time")
    usual = Text("not enough scored") if card.baseline is None else Text("{points:.1f}", points=card.baseline)
    back = "" if card.recovery_s is None else Text(", back after {seconds:.0f} s", seconds=card.recovery_s)
    return Text(
        "Procedure card: baseline {usual}, peak {peak:.1f} after {seconds:.0f} s{back}",
        usual=usual,
        peak=card.peak,
        seconds=card.time_to_peak_s,
        back=back,
    )
