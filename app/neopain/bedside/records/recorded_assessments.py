"""The manual assessments of a session, over the record."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from neopain.bedside.records.record_writer import RecordWriter
from neopain.core.clinical.revisions import check_revision
from neopain.core.clock import Clock
from neopain.core.errors import RecordFault
from neopain.core.record import Assessment
from neopain.core.sessions import LogEntry
from neopain.core.text import Text
from neopain.store.sessions import SessionStore


class RecordedAssessments:
    """Implements `bedside.contracts.ward.AssessmentBook`; for any thread.

    It remembers what was kept, so that a score that lies in a rescue file stands, too.
    """

    def __init__(self, folder: Path, writer: RecordWriter, clock: Clock) -> None:
        self._folder = folder
        self._writer = writer
        self._clock = clock
        self._lock = threading.RLock()
        self._revisions: dict[str, dict[str, list[Assessment]]] = {}

    def standing(self, session_id: str) -> Sequence[Assessment]:
        """Raises: RecordFault."""
        with self._lock:
            newest = [revisions[-1] for revisions in self._of(session_id).values()]
        return sorted((one for one in newest if not one.deleted), key=lambda one: one.at)

    def assess(
        self, session_id: str, assessment: Assessment, line: LogEntry | None = None
    ) -> Sequence[Assessment]:
        """Raises: RecordFault."""
        with self._lock:
            return self._keep(session_id, assessment, line)

    def revise(
        self, session_id: str, changed: Assessment, line: LogEntry | None = None
    ) -> Sequence[Assessment]:
        """Raises: RecordFault."""
        with self._lock:
            newest = self._history(session_id, changed)[-1]
            check_revision(newest, changed)
            return self._keep(session_id, replace(changed, revision=newest.revision + 1), line)

    def undo(
        self, session_id: str, assessment: Assessment, author: str, line: LogEntry | None = None
    ) -> Sequence[Assessment]:
        """Raises: RecordFault."""
        utc = self._clock.utc().isoformat(timespec="milliseconds")
        with self._lock:
            history = self._history(session_id, assessment)
            before = history[-2] if len(history) > 1 else replace(history[-1], deleted=True)
            undone = replace(before, author=author, recorded_utc=utc, revision=history[-1].revision + 1)
            return self._keep(session_id, undone, line)

    def history(self, assessment: Assessment) -> Sequence[Assessment]:
        """Raises: RecordFault."""
        with self._lock:
            for known in self._revisions.values():
                if assessment.id in known:
                    return tuple(known[assessment.id])
        with SessionStore(self._folder) as store:
            return store.marks.history(assessment)

    def _keep(self, session_id: str, one: Assessment, line: LogEntry | None) -> Sequence[Assessment]:
        # What is read of the session after the writing holds this one already.
        known = self._of(session_id)
        self._writer.keep(session_id, one, line)
        known.setdefault(one.id, []).append(one)
        return self.standing(session_id)

    def _history(self, session_id: str, one: Assessment) -> list[Assessment]:
        known = self._of(session_id).get(one.id)
        if not known:
            raise RecordFault(Text("there is no assessment {id} in this session", id=one.id))
        return known

    def _of(self, session_id: str) -> dict[str, list[Assessment]]:
        known = self._revisions.get(session_id)
        if known is None:
            known = self._revisions[session_id] = {}
            # A record that cannot be read, or that does not know a new session yet, holds none of its scores.
            with suppress(RecordFault), SessionStore(self._folder) as store:
                for mark in store.marks.revisions(session_id):
                    if isinstance(mark, Assessment):
                        known.setdefault(mark.id, []).append(mark)
        return known
