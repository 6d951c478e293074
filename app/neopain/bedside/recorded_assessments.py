"""The manual assessments of a session, over the record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from neopain.core.clock import Clock
from neopain.core.record import Assessment
from neopain.store.sessions import SessionStore


class RecordedAssessments:
    """Implements `bedside.ward_contract.AssessmentBook`; for any thread: each call opens the record."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def standing(self, session_id: str) -> Sequence[Assessment]:
        """Raises: RecordFault."""
        with SessionStore(self._folder) as store:
            return store.marks.assessments(session_id)

    def assess(self, session_id: str, assessment: Assessment) -> Sequence[Assessment]:
        """Raises: RecordFault."""
        with SessionStore(self._folder) as store:
            store.marks.assess(session_id, assessment)
            return store.marks.assessments(session_id)

    def revise(self, session_id: str, changed: Assessment) -> Sequence[Assessment]:
        """Raises: RecordFault."""
        with SessionStore(self._folder) as store:
            store.marks.revise(changed)
            return store.marks.assessments(session_id)

    def undo(self, session_id: str, assessment: Assessment, author: str) -> Sequence[Assessment]:
        """Raises: RecordFault."""
        utc = self._clock.utc().isoformat(timespec="milliseconds")
        with SessionStore(self._folder) as store:
            store.marks.undo(assessment, author=author, recorded_utc=utc)
            return store.marks.assessments(session_id)

    def history(self, assessment: Assessment) -> Sequence[Assessment]:
        """Raises: RecordFault."""
        with SessionStore(self._folder) as store:
            return store.marks.history(assessment)
