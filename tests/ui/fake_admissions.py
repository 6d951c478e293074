"""The real ward and assessment book over a record in a temporary folder: quick enough for the window's tests."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

from neopain.bedside.admissions import BedsideAdmissions
from neopain.bedside.recorded_assessments import RecordedAssessments
from neopain.bedside.recorded_notes import RecordedNotes
from neopain.core.clock import SystemClock
from neopain.core.sessions import Session
from neopain.store.sessions import SessionStore


class WardFolder:
    """A folder that goes with the object."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="neopain-ward-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
        self.ward = BedsideAdmissions(self.path, SystemClock())
        self.assessments = RecordedAssessments(self.path, SystemClock())
        self.notes = RecordedNotes(self.path)

    def begin(self, session: Session) -> None:
        """Let the record know a session that the fake monitor records elsewhere."""
        with SessionStore(self.path) as store:
            store.begin(session)
