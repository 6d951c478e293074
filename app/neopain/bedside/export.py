"""A recorded session as files for others."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from neopain.core.audit import AuditAction
from neopain.core.errors import RecordFault, SettingFault
from neopain.reports.csv_log import FORMAT as CSV
from neopain.reports.export_format import ExportFormat
from neopain.reports.level import Content, Level
from neopain.settings import read_ward_settings
from neopain.store.sessions import SessionStore

logger = logging.getLogger(__name__)


def export_session(
    folder: Path,
    which: str,
    targets: Iterable[tuple[ExportFormat, Path | TextIO]],
    *,
    level: Level = Level.CLINICAL,
    replace: bool = False,
) -> Sequence[Path]:
    """One session out of the record in `folder`, in several formats. Returns: the files.

    Raises:
        RecordFault: the formats before the one that failed are written.
        SettingFault: a format does not offer the level, or a part of it is not installed; nothing is written.
    """
    targets = list(targets)
    for one, _ in targets:
        one.check(level)
    written: list[Path] = []
    zone = _zone(folder)
    with SessionStore(folder) as store:
        session = store.find(which)
        for one, target in targets:
            content = Content(
                session,
                store.readings(session.id),
                list(store.entries(session.id)),
                store.marks.revisions(session.id),
                zone,
            )
            written += one.write(content, target, level=level, replace=replace)
            _note(store, session.id, one, level)
    return written


def export_csv(folder: Path, which: str, target: Path, *, replace: bool = False) -> Sequence[Path]:
    """As `export_session`, as CSV for the ward. Raises: RecordFault."""
    return export_session(folder, which, [(CSV, target)], replace=replace)


def _zone(folder: Path) -> ZoneInfo | None:
    try:
        return read_ward_settings(folder).time_zone
    except SettingFault as fault:
        # Whoever exports handles what the record refuses; a wrong local time would not be noticed.
        raise RecordFault(str(fault)) from fault


def _note(store: SessionStore, session_id: str, one: ExportFormat, level: Level) -> None:
    if store.writable:
        try:
            store.audit.note(
                AuditAction.EXPORT, session_id, detail={"format": one.option, "level": level.value}
            )
        except RecordFault:
            # The files are there; that the record fails is told where it is written.
            logger.exception("the audit did not take an export")
