"""The record's tables, and how an older record becomes a newer one.

`PRAGMA user_version` counts the applied migrations. A released migration is never edited: append another.
The log is append-only (triggers refuse changes); only `purge`, which deletes whole sessions, removes rows.
Later migrations stand in files of their own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.driver.connections import Connection, copy_open
from neopain.store.schema.checked import CHECKED
from neopain.store.schema.digests import DIGESTS
from neopain.store.schema.signs import SIGNS

APPLICATION_ID = 0x4E656F50
"""`NeoP` in SQLite's header, so that a foreign database is never taken for a record."""

Migration = tuple[str, ...]

_FIRST: Migration = (
    # Counters stand in the session's row, so that listing sessions does not read every reading.
    """CREATE TABLE session (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        patient_code TEXT NOT NULL,
        started_utc TEXT NOT NULL,
        started_at REAL NOT NULL,
        source TEXT NOT NULL,
        simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
        app_version TEXT NOT NULL,
        model_id TEXT NOT NULL,
        provider TEXT NOT NULL,
        ended_utc TEXT,
        last_at REAL,
        readings INTEGER NOT NULL DEFAULT 0,
        scored INTEGER NOT NULL DEFAULT 0,
        alarms INTEGER NOT NULL DEFAULT 0,
        entries INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    # Clustered by time: the newest window and the minute roll-up read neighbouring pages only.
    """CREATE TABLE reading (
        session INTEGER NOT NULL REFERENCES session (no) ON DELETE CASCADE,
        captured_at REAL NOT NULL,
        n INTEGER NOT NULL,
        frame_seq INTEGER,
        quality TEXT NOT NULL,
        reason TEXT,
        raw REAL CHECK (raw BETWEEN 0 AND 10),
        smoothed REAL CHECK (smoothed BETWEEN 0 AND 10),
        latency_s REAL NOT NULL,
        PRIMARY KEY (session, captured_at, n),
        CHECK ((quality = 'ok') = (reason IS NULL)),
        CHECK ((reason IS NULL) = (raw IS NOT NULL)),
        CHECK ((raw IS NULL) = (smoothed IS NULL))
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE entry (
        session INTEGER NOT NULL REFERENCES session (no) ON DELETE CASCADE,
        at REAL NOT NULL,
        n INTEGER NOT NULL,
        kind TEXT NOT NULL,
        code TEXT NOT NULL,
        text TEXT NOT NULL,
        detail TEXT NOT NULL,
        PRIMARY KEY (session, at, n)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE annotation (
        session INTEGER NOT NULL REFERENCES session (no) ON DELETE CASCADE,
        id TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1),
        at REAL NOT NULL,
        until REAL,
        code TEXT NOT NULL,
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        recorded_utc TEXT NOT NULL,
        deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
        PRIMARY KEY (id, revision)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE assessment (
        session INTEGER NOT NULL REFERENCES session (no) ON DELETE CASCADE,
        id TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1),
        at REAL NOT NULL,
        scale TEXT NOT NULL,
        items TEXT NOT NULL,
        total INTEGER,
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        recorded_utc TEXT NOT NULL,
        deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
        PRIMARY KEY (id, revision)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX annotation_of_session ON annotation (session)",
    "CREATE INDEX assessment_of_session ON assessment (session)",
    *(
        f"""CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"""
        for table in ("reading", "entry", "annotation", "assessment")
    ),
)

_ADMISSIONS: Migration = (
    """CREATE TABLE admission (
        no INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        patient_code TEXT NOT NULL,
        gestation_days INTEGER NOT NULL,
        age_days INTEGER NOT NULL,
        admitted_utc TEXT NOT NULL,
        discharged_utc TEXT,
        preset TEXT NOT NULL,
        lower_limit REAL NOT NULL,
        upper_limit REAL NOT NULL,
        lower_hold_s REAL NOT NULL,
        upper_hold_s REAL NOT NULL,
        smoothing_s REAL NOT NULL
    ) STRICT""",
    # One bed, one infant: the record itself refuses a second open stay.
    """CREATE UNIQUE INDEX one_open_admission ON admission (discharged_utc IS NULL)
        WHERE discharged_utc IS NULL""",
)

_NOVELTY: Migration = (
    "ALTER TABLE reading ADD COLUMN distance REAL CHECK (distance >= 0)",
    # A number outside training is never a score: it stands beside that reason only, in a column of its own.
    """ALTER TABLE reading ADD COLUMN outside_score REAL CHECK (
        outside_score IS NULL OR (outside_score BETWEEN 0 AND 10 AND reason IS 'unlike_training'))""",
)

_WORDS: Migration = (
    # Template and values of a line (`core.text`) beside its English, so that other languages need not parse.
    "ALTER TABLE entry ADD COLUMN words TEXT",
)

_UNADAPTED: Migration = (
    # Beside a score that was adapted to the infant, the one that it would have been.
    """ALTER TABLE reading ADD COLUMN unadapted REAL CHECK (
        unadapted IS NULL OR (unadapted BETWEEN 0 AND 10 AND reason IS NULL))""",
)

MIGRATIONS: tuple[Migration, ...] = (
    _FIRST,
    _ADMISSIONS,
    CHECKED,
    _NOVELTY,
    SIGNS,
    DIGESTS,
    _WORDS,
    _UNADAPTED,
)
NEWEST = len(MIGRATIONS)
_TABLES = re.findall(r"CREATE TABLE (\w+)", "\n".join(itertools.chain.from_iterable(MIGRATIONS)))


def migrate(
    connection: Connection,
    path: Path,
    migrations: Sequence[Migration] = MIGRATIONS,
    *,
    keep_copy: bool = True,
) -> None:
    """Bring the record at `path` to the newest schema; one transaction, all or nothing.

    An older record is copied to `<name>.v<old version>.backup` first, unless `keep_copy` says that this is a
    copy. Two programs may do this at once.

    Raises: RecordFault for a newer record or a foreign database; the driver's errors, which the caller
    translates.
    """
    if version_of(connection, path, len(migrations)) == len(migrations):
        return
    if keep_copy:
        _back_up(connection, path)
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another program may have migrated meanwhile.
        for migration in migrations[version_of(connection, path, len(migrations)) :]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def version_of(connection: Connection, path: Path, newest: int = len(MIGRATIONS)) -> int:
    """The schema version, 0 for an empty file. Raises: RecordFault for newer and for foreign databases."""
    # One statement sees one state of the file; several could see another program's migration half way.
    version, application, tables = connection.execute(
        "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_master) "
        "FROM pragma_user_version, pragma_application_id"
    ).fetchone()
    if application != APPLICATION_ID and (tables or version or application):
        raise RecordFault(
            Text(
                "{path} is a database of another program; choose another data folder with --data, or "
                "move that file away",
                path=path,
            )
        )
    names = ", ".join("?" * len(_TABLES))
    # SQLite takes SESSION for session, too.
    named = f"type = 'view' AND name COLLATE NOCASE IN ({names})"
    view = f"SELECT 1 FROM sqlite_master WHERE {named}"  # noqa: S608 - names of ours
    if connection.execute(view, _TABLES).fetchone():
        # It can give rows without an end: whoever read it back would wait for ever, and all memory would go.
        raise RecordFault(
            Text("{path} has a view in the place of a table: no NeoPain made it; do not use it", path=path)
        )
    if version > newest:
        raise RecordFault(
            Text(
                "{path} was written by a newer NeoPain (record version {version}, this one knows up "
                "to {newest}); use that newer NeoPain, or choose another data folder with --data",
                path=path,
                version=version,
                newest=newest,
            )
        )
    return int(version)


def backups_of(path: Path) -> list[Path]:
    """The copies that migrations made beside the record."""
    return sorted(path.parent.glob(f"{path.name}.v*.backup"))


def _back_up(connection: Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        return
    copy = path.with_name(f"{path.name}.v{version}.backup")
    copy.unlink(missing_ok=True)
    copy_open(connection, path, copy)
