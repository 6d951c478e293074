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

PROCEDURE_CODES = frozenset({"heel_lance", "venepuncture"})
"""Annotations that mark the procedure while it is waited for."""
FORGOTTEN_S = 1800.0
"""A procedure mode that nobody marks ends by itself."""


STARTED, MARKED, INTERRUPTED = "procedure_started", "procedure_marked", "procedure_interrupted"


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
        return LogEntry(now, LogKind.STATE, STARTED, "Procedure mode: baseline before the procedure")

    def mark(self, now: float) -> LogEntry:
        """The procedure happens now. Raises: SettingFault when none was started."""
        if self.phase is not Phase.BEFORE:
            raise SettingFault(
                "a procedure is marked after its start and once; start the procedure mode first"
            )
        self.phase, self.mark_at = Phase.AFTER, now
        return LogEntry(
            now,
            LogKind.STATE,
            MARKED,
            f"Procedure marked; watched for {AFTER_S / 60.0:.0f} minutes",
            (("baseline_s", round(min(BEFORE_S, now - self.started_at), 1)),),
        )

    def over(self, now: float) -> bool:
        """Whether the card is due: five minutes after the mark."""
        return self.phase is Phase.AFTER and self.mark_at is not None and now >= self.mark_at + AFTER_S

    def forgotten(self, now: float) -> bool:
        """Whether nobody marked it for half an hour."""
        return self.phase is Phase.BEFORE and now >= self.started_at + FORGOTTEN_S

    def finish(self, card: ReactivityCard, now: float) -> LogEntry:
        """Put the card into the log."""
        self.phase = Phase.DONE
        return LogEntry(now, LogKind.STATE, "procedure_card", card_line(card), card.as_detail())

    def interrupt(self, now: float) -> LogEntry:
        """The session ends; the next one of the stay goes on with the procedure, if it comes in time."""
        self.phase, self.mark_at = Phase.OFF, None
        return LogEntry(now, LogKind.STATE, INTERRUPTED, "Procedure mode ended with the session")

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
            elif entry.code in {"procedure_card", "procedure_stopped"}:
                begun = Procedure()
        if not begun.running or begun.forgotten(now) or begun.over(now):
            return False
        self.phase, self.started_at, self.mark_at = begun.phase, begun.started_at, begun.mark_at
        return True

    def stop(self, now: float, why: str) -> LogEntry:
        """End without a card."""
        self.phase, self.mark_at = Phase.OFF, None
        return LogEntry(now, LogKind.STATE, "procedure_stopped", f"Procedure mode ended {why}")

    def left_s(self, now: float) -> float:
        """Seconds of baseline that are wanted still, or until the card."""
        if self.phase is Phase.BEFORE:
            return max(0.0, self.started_at + BEFORE_S - now)
        if self.phase is Phase.AFTER and self.mark_at is not None:
            return max(0.0, self.mark_at + AFTER_S - now)
        return 0.0


def card_line(card: ReactivityCard) -> str:
    """The card in one line, for the log."""
    if card.peak is None or card.time_to_peak_s is None:
        return "Procedure card: not enough scored time"
    usual = "not enough scored" if card.baseline is None else f"{card.baseline:.1f}"
    back = f", back after {card.recovery_s:.0f} s" if card.recovery_s is not None else ""
    return f"Procedure card: baseline {usual}, peak {card.peak:.1f} after {card.time_to_peak_s:.0f} s{back}"
