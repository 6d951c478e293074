"""A recorded session, or a whole stay, as files for others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace as changed
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from neopain.bedside.exports.content import session_content, stay_content, stay_id_of
from neopain.bedside.exports.own_files import refuse_own_file
from neopain.core.audit import AuditAction
from neopain.core.errors import RecordFault, SettingFault
from neopain.core.text import Text
from neopain.reports.content.level import Content, Level, at_level
from neopain.reports.content.manifest import manifest_of, write_manifest
from neopain.reports.content.summary import Summary, summarise
from neopain.reports.formats.csv_log import FORMAT as CSV
from neopain.reports.formats.export_format import ExportFormat
from neopain.settings import read_ward_settings
from neopain.store.sessions import SessionStore

logger = logging.getLogger(__name__)


def export_record(
    folder: Path,
    which: str,
    targets: Iterable[tuple[ExportFormat, Path | TextIO]],
    *,
    level: Level = Level.CLINICAL,
    replace: bool = False,
    actor: str = "",
) -> Sequence[Path]:
    """A session or a stay out of the record in `folder`, in several formats, each with its manifest.

    Args:
        folder: of the record.
        which: a session's id, the beginning of one, `latest`, a stay's id, its beginning or its code.
        targets: formats and where to.
        level: who it is for.
        replace: whether files that exist may be replaced.
        actor: who does it, for the audit; "" when nobody said.

    Returns: the files.

    Raises:
        RecordFault: the formats before the one that failed are written; none where a target is a file of
            NeoPain's own.
        SettingFault: a format does not offer the level, or a part of it is not installed; nothing is written.
    """
    targets = list(targets)
    for one, target in targets:
        one.check(level)
        if isinstance(target, Path):
            refuse_own_file(target)
        if isinstance(target, Path) and not replace and manifest_of(target).exists():
            raise RecordFault(
                Text(
                    "{file} exists; nothing was replaced; choose another name",
                    file=manifest_of(target),
                )
            )
    written: list[Path] = []
    with SessionStore(folder) as store:
        store.audit.actor = actor
        subject, content_of = found(store, which, ward_zone(folder))
        summary: Summary | None = None
        for one, target in targets:
            files = one.write(content_of(), target, level=level, replace=replace)
            if files:
                if summary is None:
                    content = at_level(content_of(), level)
                    summary = summarise(content.session, content.readings, content.entries)
                described = changed(at_level(content_of(), level), readings=())
                files += write_manifest(described, summary, files, level=level, replace=replace)
            written += files
            note_export(store, subject, one.option, level)
    return written


def found(store: SessionStore, which: str, zone: ZoneInfo | None) -> tuple[str, Callable[[], Content]]:
    """The id of what is meant, and its content as often as wanted. Raises: RecordFault."""
    try:
        session = store.find(which)
    except RecordFault:
        stay_id = stay_id_of(store, which)
        if stay_id is None:
            raise
        return stay_id, lambda: stay_content(store, stay_id, zone)
    return session.id, lambda: session_content(store, session, zone)


def export_csv(
    folder: Path, which: str, target: Path, *, replace: bool = False, actor: str = ""
) -> Sequence[Path]:
    """As `export_record`, as CSV for the ward. Raises: RecordFault."""
    return export_record(folder, which, [(CSV, target)], replace=replace, actor=actor)


def note_export(store: SessionStore, subject: str, option: str, level: Level) -> None:
    """Put it into the audit, where that can be written."""
    if store.writable:
        try:
            store.audit.note(AuditAction.EXPORT, subject, detail={"format": option, "level": level.value})
        except RecordFault:
            # The files are there; that the record fails is told where it is written.
            logger.exception("the audit did not take an export")


def ward_zone(folder: Path) -> ZoneInfo | None:
    """The zone of the local times in exports; None for the computer's own. Raises: RecordFault."""
    try:
        return read_ward_settings(folder).time_zone
    except SettingFault as fault:
        # Whoever exports handles what the record refuses; a wrong local time would not be noticed.
        raise RecordFault(str(fault)) from fault
