"""A recorded session as a file for others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from neopain.reports.csv_log import write_csv
from neopain.reports.level import Level
from neopain.store.sessions import SessionStore


def export_csv(
    folder: Path, which: str, target: Path, *, level: str = Level.CLINICAL.value
) -> Sequence[Path]:
    """One session out of the record in `folder` into `target`. Returns: the files. Raises: RecordFault."""
    with SessionStore(folder) as store:
        session = store.find(which)
        return write_csv(
            session,
            store.readings(session.id),
            list(store.entries(session.id)),
            target,
            marks=store.marks.revisions(session.id),
            level=level,
        )
