"""The real ward and assessment book over a record in a temporary folder: quick enough for the window's tests."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path

from neopain.bedside.patients.admissions import BedsideAdmissions
from neopain.bedside.patients.signed_in import SignedIn
from neopain.bedside.patients.stay_book import RecordedStay
from neopain.bedside.records.record_writer import RecordWriter
from neopain.bedside.records.recorded_assessments import RecordedAssessments
from neopain.bedside.records.recorded_notes import RecordedNotes
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clinical.signing import LockAsks
from neopain.core.clock import SystemClock
from neopain.core.record import Mark
from neopain.core.sessions import Session
from neopain.store.sessions import SessionStore


class WardFolder:
    """A folder that goes with the object."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="neopain-ward-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
        self.ward = BedsideAdmissions(self.path, SystemClock(), who=lambda: self.people.now)
        self.people = SignedIn(self.path, LockAsks.WHO, judge=self.ward.judge_pin)
        self.writer = RecordWriter(self.path)
        self.assessments = RecordedAssessments(self.path, self.writer, SystemClock())
        self.notes = RecordedNotes(self.writer)
        self.stay = RecordedStay(self.path)
        self.review = RecordedReview(self.path, SystemClock())

    def write_marks(self, session_id: str, marks: Sequence[Mark]) -> None:
        """Let the record have the marks that the fake monitor records elsewhere."""
        with SessionStore(self.path) as store:
            store.append(session_id, (), (), marks)

    def begin(self, session: Session) -> None:
        """Let the record know a session that the fake monitor records elsewhere."""
        with SessionStore(self.path) as store:
            store.begin(session)

    def end(self, session_id: str, ended_utc: str) -> None:
        """Let the record know that it ended."""
        with SessionStore(self.path) as store:
            store.end(session_id, ended_utc)
