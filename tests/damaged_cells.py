"""Cells of a record as a failing disk or another program leaves them."""

import re
import sqlite3
from contextlib import closing

from neopain.store.sqlite.checksum import seal
from neopain.store.sqlite.database import prepared

KEYS = {
    "entry": ("session", "at", "n"),
    "reading": ("session", "captured_at", "n"),
    "session": ("no",),
    "admission": ("no",),
}


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
