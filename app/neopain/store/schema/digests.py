"""The migration of the digests: ten minutes of readings in short, made while a session is recorded.

They can always be made again from the readings: a row that is damaged or missing costs time, never a number.
`minutes` stands before `seconds`, so that a trend of weeks does not read the pages of the seconds.
"""

from __future__ import annotations

DIGESTS: tuple[str, ...] = (
    """CREATE TABLE digest (
        session INTEGER NOT NULL REFERENCES session (no) ON DELETE CASCADE,
        block INTEGER NOT NULL,
        observed_s REAL NOT NULL,
        scored_s REAL NOT NULL,
        over_lower_s REAL NOT NULL,
        over_upper_s REAL NOT NULL,
        excluded_s REAL NOT NULL,
        minutes BLOB NOT NULL,
        gaps BLOB NOT NULL,
        sum INTEGER NOT NULL,
        seconds BLOB NOT NULL,
        PRIMARY KEY (session, block)
    ) STRICT""",
)
