"""The third migration: a checksum in every row, the audit, and stays that sessions belong to.

Rows that are older than their checksums keep none (`sum` is NULL): `unchecked` says up to which number, so
that a missing checksum in a younger row is damage.
"""

from __future__ import annotations

CHECKSUMMED = ("session", "reading", "entry", "annotation", "assessment", "admission")

CHECKED: tuple[str, ...] = (
    "ALTER TABLE session ADD COLUMN stay INTEGER REFERENCES admission (no)",
    "CREATE INDEX session_of_stay ON session (stay)",
    *(f"ALTER TABLE {table} ADD COLUMN sum INTEGER" for table in CHECKSUMMED),
    """CREATE TABLE unchecked (
        kind TEXT PRIMARY KEY,
        up_to INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "INSERT INTO unchecked SELECT 'session', coalesce(max(no), 0) FROM session",
    "INSERT INTO unchecked SELECT 'admission', coalesce(max(no), 0) FROM admission",
    # The record's own name, so that the audit's head in a file of its own is not taken for another record's.
    """CREATE TABLE identity (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        id TEXT NOT NULL
    ) STRICT""",
    "INSERT INTO identity VALUES (1, lower(hex(randomblob(16))))",
    # Subjects are ids, never a patient's code: what is purged leaves no name behind.
    """CREATE TABLE audit (
        no INTEGER PRIMARY KEY,
        utc TEXT NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL,
        key_id TEXT NOT NULL,
        mac TEXT NOT NULL
    ) STRICT""",
    # Who the sessions belong to changes by further rows only: merged stays, and times of another infant.
    """CREATE TABLE stay_change (
        no INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('merge', 'move', 'correct')),
        utc TEXT NOT NULL,
        author TEXT NOT NULL,
        reason TEXT NOT NULL,
        stay INTEGER NOT NULL REFERENCES admission (no) ON DELETE CASCADE,
        merged INTEGER REFERENCES admission (no) ON DELETE CASCADE,
        session INTEGER REFERENCES session (no) ON DELETE CASCADE,
        since REAL,
        until REAL,
        before TEXT,
        sum INTEGER NOT NULL,
        CHECK ((kind = 'merge') = (merged IS NOT NULL)),
        CHECK ((kind = 'move') = (session IS NOT NULL)),
        CHECK ((kind = 'correct') = (before IS NOT NULL)),
        CHECK (since IS NULL OR until IS NULL OR since < until)
    ) STRICT""",
    "CREATE INDEX stay_change_of_session ON stay_change (session)",
    *(
        f"""CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"""
        for table in ("audit", "stay_change")
    ),
    """CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
)
