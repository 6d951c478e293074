"""The columns of the CSV files: names (a contract), units and meaning, and how a value is written."""

from __future__ import annotations

import json
from datetime import tzinfo
from typing import Any

from neopain.core.clinical.scales import SCALES
from neopain.core.facial_actions import FacialAction, FacialActions
from neopain.core.record import Annotation, Bridge, Mark, RecordedReading, detail_to_json
from neopain.core.sessions import LogEntry, Session

LOCAL = "the same instant in the ward's time zone, with the offset then; empty in research exports"

READING_COLUMNS: dict[str, str] = {
    "time_utc": "ISO 8601, UTC with offset, to the millisecond; empty in research exports",
    "elapsed_s": "seconds since the session's start, monotonic clock",
    "raw": "facial pain score (investigational) of this frame, 0 to 10; empty when not scored",
    "smoothed": "the same, smoothed over time, 0 to 10; empty when not scored",
    "quality": "ok, or why not scored in general: no_face, poor_view, unknown_face, fault",
    "reason": "why not scored; empty when scored",
    "latency_ms": "milliseconds from the grab of the picture to this reading",
    "frame_seq": "number of the picture, counted by the source; empty when there was no picture",
    "simulated": "true when the pictures are of the simulated neonate",
    "distance": "of the face from all that the model was trained on, in multiples of the limit: over 1 it is "
    "unlike training and not scored; empty where the model did not look",
    "outside_training": "0 to 10, smoothed: OUTSIDE TRAINING, no measurement; what the model says of a face "
    "unlike training, where the ward wants to see it; in no statistic of this export",
    "time_local": LOCAL,
    "score_low": "0 to 10, smoothed: lower end of the score's interval; empty without a score or an interval",
    "score_high": "as score_low, the upper end",
    "intensity": "0 to 10: how strong the expression is; empty when not scored or not known",
    "distress": "0 to 1: what the second witness, the expression network, says; empty where it did not look",
    **{
        str(action): "0 to 1: strength of this facial action; empty where not seen" for action in FacialAction
    },
    **{
        f"{action}_confidence": "0 to 1: how far that strength may be trusted; empty where not seen"
        for action in FacialAction
    },
    "unadapted": "0 to 10, smoothed: the score without the adaptation to this infant; empty where none was "
    "adapted",
}
EVENT_COLUMNS: dict[str, str] = {
    "time_utc": READING_COLUMNS["time_utc"],
    "elapsed_s": READING_COLUMNS["elapsed_s"],
    "kind": "what the line is about",
    "code": "stable word for programs",
    "text": "one line for people; empty in research exports",
    "detail": "further values, JSON object",
    "simulated": READING_COLUMNS["simulated"],
    "time_local": LOCAL,
}
MARK_COLUMNS: dict[str, str] = {
    "time_utc": READING_COLUMNS["time_utc"],
    "elapsed_s": READING_COLUMNS["elapsed_s"],
    "until_s": "end of something that lasts, as elapsed_s",
    "mark": "annotation or assessment",
    "code": "what was noted, or the scale",
    "total": "points of a complete manual assessment, on its own scale",
    "items": "scored items of a manual assessment, JSON object",
    "text": "free text; empty in research exports",
    "author": "who noted it; empty in research exports",
    "recorded_utc": "when it was written; empty in research exports",
    "revision": "how often it was written; over 1 means edited",
    "id": "the same for all revisions of one mark",
    "standing": "true for what stands now; false for history: an earlier revision, or taken back",
    "deleted": "true for a revision that takes the mark back",
    "origin": "manual: entered by a person; never merged with the facial pain score",
    "loinc": "LOINC code of the scale's total, where one is certain",
    "simulated": READING_COLUMNS["simulated"],
    "time_local": LOCAL,
}

LOINC = {scale.id: scale.loinc for scale in SCALES if scale.loinc is not None}

_NO_ACTIONS = ("",) * (2 * len(FacialAction))

_FORMULA = tuple("=+-@\t\n")
"""First characters that spreadsheets take for a formula (OWASP, CSV injection)."""


class When:
    """What a row says of an instant, monotonic seconds."""

    def __init__(self, session: Session, zone: tzinfo | None) -> None:
        """The zone of the local time, None for the computer's own."""
        self._bridge = Bridge(session)
        self._zone = zone

    def elapsed_s(self, at: float) -> float:
        """Seconds since the session's start."""
        return self._bridge.elapsed_s(at)

    def utc(self, at: float) -> str:
        """ISO 8601, "" for a de-identified session."""
        return self._bridge.text(at)

    def local(self, at: float) -> str:
        """The same instant in the ward's zone."""
        return self._bridge.local_text(at, self._zone)


def free_text(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe before what looks like a formula.

    Carriage returns become line feeds, as `csv` before Python 3.11.9 and 3.12.3 leaves them unquoted, so that
    they end the row (github.com/python/cpython/issues/67044). JSON Lines keep them.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.startswith(_FORMULA) else text


def flag(value: bool) -> str:  # noqa: FBT001 - one value, one word
    """`true` or `false`."""
    return "true" if value else "false"


def plain_detail(entry: LogEntry) -> dict[str, Any]:
    """The further values as a JSON object, non-finite numbers as in the record."""
    return dict(json.loads(detail_to_json(entry.detail)))


def reading_cells(reading: RecordedReading, when: When, simulated: str) -> tuple[str, ...]:
    """READING_COLUMNS; scores in full precision, so that reading them gives the same number."""
    return (
        when.utc(reading.captured_at),
        f"{reading.elapsed_s:.3f}",
        "" if reading.raw is None else repr(reading.raw),
        "" if reading.smoothed is None else repr(reading.smoothed),
        reading.quality.value,
        "" if reading.reason is None else reading.reason.value,
        f"{1000.0 * reading.latency_s:.3f}",
        "" if reading.frame_seq is None else str(reading.frame_seq),
        simulated,
        "" if reading.distance is None else repr(reading.distance),
        "" if reading.outside_score is None else repr(reading.outside_score),
        when.local(reading.captured_at),
        *(
            "" if number is None else repr(number)
            for number in (reading.score_low, reading.score_high, reading.intensity, reading.distress)
        ),
        *(_NO_ACTIONS if reading.actions is None else _action_cells(reading.actions)),
        "" if reading.unadapted is None else repr(reading.unadapted),
    )


def _action_cells(actions: FacialActions) -> tuple[str, ...]:
    seen = [strength for _, strength in actions]
    return (
        *("" if one is None else f"{one.strength:.2f}" for one in seen),
        *("" if one is None else f"{one.confidence:.2f}" for one in seen),
    )


def event_cells(entry: LogEntry, when: When, simulated: str) -> tuple[str, ...]:
    """EVENT_COLUMNS."""
    return (
        when.utc(entry.at),
        f"{when.elapsed_s(entry.at):.3f}",
        entry.kind.value,
        free_text(entry.code),
        free_text(entry.text),
        json.dumps(plain_detail(entry), ensure_ascii=False),
        simulated,
        when.local(entry.at),
    )


def mark_cells(mark: Mark, when: When, simulated: str, *, standing: bool) -> tuple[str, ...]:
    """MARK_COLUMNS."""
    if isinstance(mark, Annotation):
        until = "" if mark.until is None else f"{when.elapsed_s(mark.until):.3f}"
        own = (until, "annotation", free_text(mark.code), "", "")
        loinc = ""
    else:
        total = "" if mark.total is None else str(mark.total)
        items = json.dumps(dict(mark.items), ensure_ascii=False)
        own = ("", "assessment", free_text(mark.scale), total, items)
        loinc = LOINC.get(mark.scale, "") if mark.total is not None else ""
    return (
        when.utc(mark.at),
        f"{when.elapsed_s(mark.at):.3f}",
        *own,
        free_text(mark.text),
        free_text(mark.author),
        mark.recorded_utc,
        str(mark.revision),
        mark.id,
        flag(standing),
        flag(mark.deleted),
        "manual",
        loinc,
        simulated,
        when.local(mark.at),
    )
