"""What the live outlet writes: a line of JSON for each thing that happens, a versioned schema.

The first line names format and version, the second the session. Then `reading`, `alarm`, `note` and `entry`
lines come as they happen, with the keys of the JSON Lines export and `time_utc`, `time_local`, `elapsed_s`.
`dropped` says how many lines the reader was too slow for, where they are missing; `end` is the last. A newer
version may add keys and types, never change them.
"""

from __future__ import annotations

from datetime import tzinfo

from neopain.core.readings import Reading
from neopain.core.record import Bridge
from neopain.core.sessions import LogEntry, LogKind, Session
from neopain.reports.content.about import SCORE_MEANS, SIMULATED_MEANS
from neopain.reports.lines.record_lines import LOCAL, Line, dumped, line_of, session_line

FORMAT_NAME = "neopain-live"
FORMAT_VERSION = 1
TYPES = {LogKind.ALARM: "alarm", LogKind.ANNOTATION: "note", LogKind.ASSESSMENT: "note"}
"""Kinds of the log that have a type of their own."""


class LiveLines:
    """Makes the lines of one session, each with its end."""

    def __init__(self, session: Session, zone: tzinfo | None) -> None:
        """The zone of the local time, None for the computer's own."""
        self._session = session
        self._bridge = Bridge(session)
        self._zone = zone

    def first(self) -> str:
        """The two lines at the beginning."""
        named: Line = {
            "type": "live",
            "format": FORMAT_NAME,
            "format_version": FORMAT_VERSION,
            "score": SCORE_MEANS,
            "simulated": SIMULATED_MEANS if self._session.simulated else False,
        }
        return _line(named) + _line(session_line(self._session))

    def of(self, item: Reading | LogEntry) -> str:
        """A reading, or a line of the log."""
        line = line_of(item, self._bridge)
        at = item.captured_at if isinstance(item, Reading) else item.at
        more = {"elapsed_s": self._bridge.elapsed_s(at), LOCAL: self._bridge.local_text(at, self._zone)}
        kind = TYPES.get(item.kind, "entry") if isinstance(item, LogEntry) else "reading"
        return _line(line | more | {"type": kind})

    def dropped(self, count: int) -> str:
        """Lines that are missing here."""
        return _line({"type": "dropped", "count": count})

    def end(self, lines: int, dropped: int) -> str:
        """The last line: how many things were told and how many not."""
        return _line({"type": "end", "lines": lines, "dropped": dropped})


def _line(line: Line) -> str:
    return dumped(line) + "\n"
