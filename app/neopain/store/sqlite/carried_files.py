"""Small files of the data folder that travel in a copy of the record, in a table that no record has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.driver.connections import connect
from neopain.store.sqlite.faults import faults_of

_TABLE = """CREATE TABLE carried_file (
    name TEXT PRIMARY KEY,
    content BLOB,
    sha256 TEXT
) STRICT, WITHOUT ROWID"""


def put_in(copy: Path, files: Mapping[str, bytes | None]) -> None:
    """Put files into the copy of a record; None for one that is named and stays where it is.

    Raises: RecordFault.
    """
    with faults_of(copy), closing(connect(copy, mode="rw")) as database:
        database.execute(_TABLE)
        database.executemany(
            "INSERT INTO carried_file VALUES (?, ?, ?)",
            (
                (name, content, None if content is None else _digest(content))
                for name, content in files.items()
            ),
        )


def take_out(copy: Path) -> dict[str, bytes | None]:
    """The files that travelled in a copy, which then is as the record was; none in that of an older version.

    Raises: RecordFault, also for a file that is not as it was put in.
    """
    with faults_of(copy), closing(connect(copy, mode="rw")) as database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'carried_file'").fetchone():
            return {}
        rows = database.execute("SELECT name, content, sha256 FROM carried_file ORDER BY name").fetchall()
        database.execute("PRAGMA secure_delete = ON")
        database.execute("DROP TABLE carried_file")
    for name, content, digest in rows:
        if content is not None and _digest(content) != digest:
            raise RecordFault(
                Text("{copy} is damaged: {name} in it is not as it was written", copy=copy, name=name)
            )
    return {name: content for name, content, _ in rows}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
