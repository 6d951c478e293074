"""One line of JSON for each thing in a session's record, and back: for JSON Lines and for spill files."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any, TypeAlias

from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions
from neopain.core.readings import Quality, Reading, Reason
from neopain.core.record import (
    Annotation,
    Assessment,
    Bridge,
    Item,
    RecordedReading,
    detail_from_json,
    detail_to_json,
)
from neopain.core.sessions import LogEntry, LogKind, Session
from neopain.core.text import text_from_json, text_to_json
from neopain.reports.content.about import SCORE_MEANS, SIMULATED_MEANS

FORMAT_NAME = "neopain-record"
FORMAT_VERSION = 1
LOCAL = "time_local"
"""Key of the ward's local time, for people; it is not read back."""
WORDS = "words"
"""Key of a log line's template and values (`core.text`), for other languages than English."""
SUM = "crc32"
"""Key of a line's checksum, in spill files: of the line's other values as `dumped`."""

Line: TypeAlias = dict[str, Any]


def dumped(line: Line) -> str:
    """The line's text, without its end."""
    return json.dumps(line, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def with_sum(line: Line) -> Line:
    """The line with its checksum."""
    return line | {SUM: _sum(line)}


def without_sum(line: Line) -> Line:
    """The line without its checksum, if it has one. Raises: ValueError when that does not fit."""
    rest = {key: value for key, value in line.items() if key != SUM}
    if SUM in line and line[SUM] != _sum(rest):
        raise ValueError("its checksum does not fit")
    return rest


def first_line(session: Session, level: str) -> Line:
    """Names the format."""
    return {
        "type": "record",
        "format": FORMAT_NAME,
        "format_version": FORMAT_VERSION,
        "score": SCORE_MEANS,
        "simulated": SIMULATED_MEANS if session.simulated else False,
        "level": level,
    }


def session_line(session: Session) -> Line:
    """The second line."""
    return {"type": "session", **asdict(session)}


def session_of(line: Line) -> Session:
    """Raises: KeyError, TypeError for a foreign line."""
    if line["type"] != "session":
        raise ValueError("its session is missing")
    return Session(**{key: value for key, value in line.items() if key != "type"})


def line_of(item: Item, bridge: Bridge) -> Line:
    """A reading, a line of the log, a note or a manual score."""
    match item:
        case LogEntry():
            line = {"type": "entry", "time_utc": bridge.text(item.at), **asdict(item)}
            words = text_to_json(item.text)
            told = {} if words is None else {WORDS: json.loads(words)}
            return line | {"detail": json.loads(detail_to_json(item.detail))} | told
        case Annotation() | Assessment():
            kind = "annotation" if isinstance(item, Annotation) else "assessment"
            return {"type": kind, "time_utc": bridge.text(item.at), **asdict(item)}
        case Reading():
            return line_of(RecordedReading.of(item, item.captured_at), bridge)
        case RecordedReading():
            # Not asdict, which copies deeply: a day has 86,400 of these and more.
            values = {
                name: bridge.elapsed_s(item.captured_at) if name == "elapsed_s" else getattr(item, name)
                for name in RecordedReading.__slots__
            }
            values["actions"] = None if item.actions is None else _action_pairs(item.actions)
            return {"type": "reading", "time_utc": bridge.text(item.captured_at), **values}


def item_of(line: Line) -> RecordedReading | LogEntry | Annotation | Assessment:
    """Reverse of `line_of`. Raises: ValueError, KeyError, TypeError for a foreign line."""
    values = {key: value for key, value in line.items() if key not in {"type", "time_utc", LOCAL}}
    return _READERS[line["type"]](values)


def _sum(line: Line) -> str:
    return f"{zlib.crc32(dumped(line).encode('utf-8', 'surrogatepass')):08x}"


def _reading(line: Line) -> RecordedReading:
    reason = None if line["reason"] is None else Reason(line["reason"])
    pairs = line.get("actions")
    actions = None if pairs is None else _actions_of(pairs)
    return replace(RecordedReading(**line), quality=Quality(line["quality"]), reason=reason, actions=actions)


def _action_pairs(actions: FacialActions) -> Line:
    """Strength and confidence of each action that was seen."""
    return {str(action): [one.strength, one.confidence] for action, one in actions if one is not None}


def _actions_of(pairs: Line) -> FacialActions | None:
    """Reverse of `_action_pairs`. Raises: ValueError, TypeError for a foreign line."""
    return FacialActions.of({FacialAction(name): ActionStrength(*pair) for name, pair in pairs.items()})


def _entry(line: Line) -> LogEntry:
    detail = detail_from_json(json.dumps(line["detail"]))
    words = json.dumps(line[WORDS]) if WORDS in line else None
    entry = LogEntry(**{key: value for key, value in line.items() if key != WORDS})
    text = text_from_json(entry.text, words)
    return replace(entry, kind=LogKind(line["kind"]), text=text, detail=detail)


def _annotation(line: Line) -> Annotation:
    return Annotation(**line)


def _assessment(line: Line) -> Assessment:
    return replace(Assessment(**line), items=tuple((name, points) for name, points in line["items"]))


_READERS: dict[str, Callable[[Line], RecordedReading | LogEntry | Annotation | Assessment]] = {
    "reading": _reading,
    "entry": _entry,
    "annotation": _annotation,
    "assessment": _assessment,
}
