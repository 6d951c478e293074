"""Cells of a record as a failing disk or another program leaves them."""

import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

from neopain.core.clinical.admission import Admission
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.store.sessions import SessionStore
from neopain.store.sqlite.checksum import seal
from neopain.store.sqlite.database import prepared
from tests.recorded.records import STARTED_UTC, a_session, scored

SECOND = "22222222-1111-4111-8111-111111111111"

KEYS = {
    "entry": ("session", "at", "n"),
    "reading": ("session", "captured_at", "n"),
    "session": ("no",),
    "admission": ("no",),
}


def stay_of_two(folder):
    """A record in `folder` of one stay with two sessions, the second with the id `SECOND`. Returns: `folder`."""
    with SessionStore(folder) as store:
        store.admissions.admit(Admission("P-17", 219, 13, STARTED_UTC, DEFAULT_PRESET))
        for session in (a_session(), a_session(SECOND)):
            store.begin(replace(session, patient_code="P-17"))
            store.append(session.id, [scored(1.0), scored(2.0)], [])
            store.end(session.id, STARTED_UTC)
    return folder


def copy_of(whole, tmp_path):
    """A copy that may be damaged, in place of the one before."""
    folder = tmp_path / "data"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole, folder)
    return folder


def damage(path, table, column, value, place, way):
    """One cell of one row as a failing disk or another program leaves it, whatever the table allows."""
    with closing(prepared(sqlite3.connect(path, isolation_level=None))) as database:
        database.execute("PRAGMA writable_schema = ON")
        [(sql,)] = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table])
        loose = _without_rules(sql)
        database.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [loose, table])
        triggers = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [table]
        ).fetchall()
    with closing(prepared(sqlite3.connect(path, isolation_level=None))) as database:
        database.execute("PRAGMA ignore_check_constraints = ON")
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        keys = KEYS.get(table, ("id", "revision"))
        named = ", ".join(keys)
        rows = database.execute(f"SELECT {named} FROM {table} ORDER BY {named}").fetchall()  # noqa: S608
        row = list(rows[int(place * (len(rows) - 1))])
        where = " AND ".join(f"{key} IS ?" for key in keys)
        try:
            database.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", [value, *row])  # noqa: S608
        except (sqlite3.IntegrityError, OverflowError):
            return False
        if column in keys:
            row[keys.index(column)] = value
        if way == "resealed":
            database.execute(seal(table, where), row)
        elif way == "older":
            # As a row that was written before there were checksums.
            database.execute(f"UPDATE {table} SET sum = NULL WHERE {where}", row)  # noqa: S608
            database.execute("UPDATE unchecked SET up_to = 99")
        for _, trigger in triggers:
            database.execute(trigger)
        database.execute("PRAGMA writable_schema = ON")
        database.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", [sql, table])
    return True


def _without_rules(sql):
    sql = sql.replace("STRICT, WITHOUT ROWID", "WITHOUT ROWID").replace(") STRICT", ")")
    sql = re.sub(r" (REAL|INTEGER|TEXT)\b", "", sql)
    return re.sub(r"(?<!IS )NOT NULL", "", sql)
