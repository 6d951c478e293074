"""A recorded session as a file for others."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from neopain.core.audit import AuditAction
from neopain.core.errors import RecordFault
from neopain.reports.csv_log import write_csv
from neopain.reports.level import Level
from neopain.store.sessions import SessionStore

logger = logging.getLogger(__name__)


def export_csv(
    folder: Path, which: str, target: Path, *, level: str = Level.CLINICAL.value
) -> Sequence[Path]:
    """One session out of the record in `folder` into `target`. Returns: the files. Raises: RecordFault."""
    with SessionStore(folder) as store:
        session = store.find(which)
        written = write_csv(
            session,
            store.readings(session.id),
            list(store.entries(session.id)),
            target,
            marks=store.marks.revisions(session.id),
            level=level,
        )
        if store.writable:
            try:
                store.audit.note(AuditAction.EXPORT, session.id, detail={"format": "csv", "level": level})
            except RecordFault:
                # The files are there; that the record fails is told where it is written.
                logger.exception("the audit did not take an export")
        return written
