"""The notes of a session, over the record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from neopain.core.record import Annotation
from neopain.store.sessions import SessionStore


class RecordedNotes:
    """Implements `bedside.ward_contract.NoteBook`; any thread may call it: each call opens the record."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, session_id: str, revision: Annotation) -> None:
        """Raises: RecordFault."""
        with SessionStore(self._folder) as store:
            # A try whose answer was lost may have written it already.
            if revision in store.marks.revisions(session_id):
                return
            if revision.revision == 1:
                store.marks.annotate(session_id, revision)
            else:
                store.marks.revise(replace(revision, revision=revision.revision - 1))
