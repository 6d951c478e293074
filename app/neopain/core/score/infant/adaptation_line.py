"""The adaptation as lines of the log, and back: the next session of the stay goes on with it."""

from __future__ import annotations

from collections.abc import Iterable

from neopain.core.score.infant.adaptation import AdaptationPhase, AdaptationState, Learnt
from neopain.core.sessions import LogEntry, LogKind, number_of
from neopain.core.text import Text

CODE = "adaptation"
PHASE_WORDS: dict[AdaptationPhase, str] = {
    AdaptationPhase.OFF: Text("Adaptation to this infant is off"),
    AdaptationPhase.NOT_POSSIBLE: Text("Adaptation to this infant: this model does not allow it"),
    AdaptationPhase.WAITING: Text("Adaptation to this infant: not enough calm minutes"),
    AdaptationPhase.ADAPTED: Text("Adapted to this infant and camera"),
    AdaptationPhase.AT_LIMIT: Text("Adapted as far as is allowed: this infant lies further off. Look"),
}
"""English."""


def adaptation_line(state: AdaptationState, learnt: Learnt | None, now: float) -> LogEntry:
    """The line that tells what is in force from now on, and what it rests on."""
    text = Text(
        "{phase}; shift {shift:+.2f} of at most {most:.2f}, from {minutes} calm minutes",
        phase=PHASE_WORDS[state.phase],
        shift=state.shift,
        most=state.most,
        minutes=state.minutes,
    )
    detail = (
        ("phase", state.phase.value),
        ("shift", state.shift),
        ("most", state.most),
        ("minutes", state.minutes),
        ("usual", None if learnt is None else learnt.usual),
        ("model_id", "" if learnt is None else learnt.model_id),
        ("camera", "" if learnt is None else learnt.camera),
    )
    return LogEntry(now, LogKind.SETTING, CODE, text, detail)


def learnt_after(entries: Iterable[LogEntry], before: Learnt | None) -> Learnt | None:
    """What stands learnt after these lines, in their order; one that begins again takes it away."""
    for entry in entries:
        if entry.kind is LogKind.SETTING and entry.code == CODE:
            before = _learnt_of(dict(entry.detail)) or before
        elif entry.kind is LogKind.SETTING and entry.code == BEGUN_AGAIN:
            before = None
    return before


MOST_ODDS = 100.0
"""Log-odds of a classifier lie within, whatever its face."""
MOST_MINUTES = 1e6
BEGUN_AGAIN = "adaptation_begun_again"


def begun_again_line(now: float, why: str) -> LogEntry:
    """What was learnt is put away."""
    text = Text("Adaptation to this infant begins again: {why}", why=why)
    return LogEntry(now, LogKind.SETTING, BEGUN_AGAIN, text)


def _learnt_of(told: dict[str, object]) -> Learnt | None:
    usual, shift = (number_of(told.get(name), -MOST_ODDS, MOST_ODDS) for name in ("usual", "shift"))
    minutes = number_of(told.get("minutes"), 0.0, MOST_MINUTES)
    if usual is None or shift is None or minutes is None:
        return None
    return Learnt(usual, int(minutes), shift, str(told.get("model_id", "")), str(told.get("camera", "")))
