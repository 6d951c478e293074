"""Removing a session so that its bytes are gone: from the record, its write-ahead log and its backups."""

from __future__ import annotations

from contextlib import closing

from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.driver.connections import connect
from neopain.store.schema.migration import backups_of
from neopain.store.sqlite.database import Database
from neopain.store.sqlite.faults import faults_of

FORGET_STAYS = """DELETE FROM admission WHERE discharged_utc IS NOT NULL
    AND patient_code NOT IN (SELECT patient_code FROM session)"""
"""A closed stay goes with the last session of its patient."""
NOT_OF_OTHERS = " AND no NOT IN (SELECT stay FROM session WHERE stay IS NOT NULL)"
KNOWS_SESSIONS_OF_STAYS = "SELECT 1 FROM pragma_table_info('session') WHERE name = 'stay'"
KNOWS_STAYS = "SELECT 1 FROM sqlite_master WHERE name = 'admission'"


def purge(database: Database, session_id: str, session_number: int) -> None:
    """Remove one session; freed pages are overwritten (`secure_delete`). Raises: RecordFault."""
    with database.transaction(durable=True):
        database.execute("DELETE FROM session WHERE no = ?", [session_number])
        database.execute(FORGET_STAYS + NOT_OF_OTHERS)
    for backup in backups_of(database.path):
        with faults_of(backup), closing(connect(backup, mode="rw")) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM session WHERE id = ?", [session_id])
            if connection.execute(KNOWS_STAYS).fetchone():
                others = NOT_OF_OTHERS if connection.execute(KNOWS_SESSIONS_OF_STAYS).fetchone() else ""
                connection.execute(FORGET_STAYS + others)
            connection.execute("COMMIT")
    if not database.empty_log():
        raise RecordFault(
            Text(
                "session {session_id} is removed, but another program is reading {path}, so "
                "that its old pages are still in the write-ahead log; they go when all programs have "
                "closed the record",
                session_id=session_id,
                path=database.path,
            )
        )
