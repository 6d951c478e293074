"""The notes of a session, over the record."""

from __future__ import annotations

from neopain.bedside.records.record_writer import RecordWriter
from neopain.core.record import Annotation
from neopain.core.sessions import LogEntry


class RecordedNotes:
    """Implements `bedside.contracts.ward.NoteBook`."""

    def __init__(self, writer: RecordWriter) -> None:
        self._writer = writer

    def keep(self, session_id: str, revision: Annotation, line: LogEntry | None = None) -> None:
        """Raises: RecordFault."""
        self._writer.keep(session_id, revision, line)
