"""The digests of a session: made while it is recorded, read for trends and statistics.

Reached as `SessionStore.digests`. A digest is no record: one that is damaged, missing, or older than what was
read back into its session is made from the readings again.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterator
from math import inf
from typing import NamedTuple

import numpy as np

from neopain.core.errors import RecordFault
from neopain.core.record import RecordedReading
from neopain.core.score.coverage import HOLD_S, Change, Statistics
from neopain.core.score.digest import (
    BLOCK_S,
    GAP,
    ROW,
    SETTLED_S,
    Digest,
    block_of,
    digest_of,
    empty_rows,
    sum_of,
)
from neopain.core.sessions import LONGEST_SESSION_S, LogEntry
from neopain.core.watch.log_lines import changes_of, last_of_monitor
from neopain.store.sqlite.checksum import row_sum
from neopain.store.sqlite.database import Database, Row, Value
from neopain.store.sqlite.faults import no_session

logger = logging.getLogger(__name__)

_FIVE = "observed_s, scored_s, over_lower_s, over_upper_s, excluded_s"
_INSERT = (
    f"INSERT OR REPLACE INTO digest (session, block, {_FIVE}, minutes, gaps, sum, seconds) "  # noqa: S608 - names of ours
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SELECT = f"SELECT block, {_FIVE}, minutes, gaps, sum"

_NO_SECONDS = empty_rows(0)

Readings = Callable[[str, float, float], Iterator[RecordedReading]]


class _Told(NamedTuple):
    """What a session's log says of time: limits and exclusions, and how far the monitor wrote."""

    changes: tuple[Change, ...]
    last_at: float


class DigestStore:
    """Digests of the sessions in one record."""

    def __init__(
        self, database: Database, readings: Readings, entries: Callable[[str], Iterator[LogEntry]]
    ) -> None:
        """`readings` gives those of a session between two monotonic seconds, `entries` its log."""
        self._database = database
        self._readings = readings
        self._entries = entries
        self._next: dict[str, int] = {}

    def keep_up(self, session_id: str, newest_at: float) -> None:
        """Make the digests of the blocks that are over, as of the newest reading; never raises RecordFault.

        Called by whoever records, after the readings are safe: a few ms every ten minutes.
        """
        try:
            number, started_at, _, _ = self._row(session_id)
            due = block_of(newest_at - SETTLED_S - started_at)
            if self._next.get(session_id, 0) >= due:
                return
            if session_id not in self._next:
                [(newest,)] = self._database.execute(
                    "SELECT coalesce(max(block), -1) FROM digest WHERE session = ?", [number]
                )
                self._next[session_id] = newest + 1
            changes = changes_of(self._entries(session_id))
            for block in range(self._next[session_id], due):
                self._keep(number, self._made(session_id, started_at, changes, block, -inf, inf))
            self._next[session_id] = max(due, self._next[session_id])
        except RecordFault:
            logger.exception("the digests do not keep up; they are made when they are read")

    def finish(self, session_id: str) -> None:
        """The session has ended: make its last block now, before somebody waits for it. Never raises."""
        try:
            for _ in self.blocks(session_id, since=self._last_block_at(session_id)):
                pass
        except RecordFault:
            logger.exception("the last digest was not made; it is made when it is read")

    def _last_block_at(self, session_id: str) -> float:
        _, started_at, _, last_at = self._row(session_id)
        return started_at if last_at is None else started_at + BLOCK_S * block_of(last_at - started_at)

    def forget(self, session_id: str) -> None:
        """Something was read back into the session: its digests are made anew. Inside a transaction."""
        self._next.pop(session_id, None)
        self._database.execute(
            "DELETE FROM digest WHERE session = (SELECT no FROM session WHERE id = ?)", [session_id]
        )

    def blocks(
        self, session_id: str, *, since: float = -inf, until: float = inf, seconds: bool = False
    ) -> Iterator[Digest]:
        """The blocks that hold [since, until), monotonic s of the session, in order; cut to it at both ends.

        Without `seconds` those are empty, and weeks are read in no time. Raises: RecordFault.
        """
        number, started_at, ended, last_at = self._row(session_id)
        if last_at is None or last_at < since:
            return
        first = block_of(max(since, started_at) - started_at)
        last = block_of(min(until, last_at) - started_at)
        columns = f"{_SELECT}, {'seconds' if seconds else 'NULL'}"
        kept = {
            row[0]: row
            for row in self._database.rows(
                f"{columns} FROM digest WHERE session = ? AND block BETWEEN ? AND ?", [number, first, last]
            )
        }
        told: _Told | None = None
        for block in range(first, last + 1):
            begin = started_at + block * BLOCK_S
            whole = since <= begin and (begin + BLOCK_S <= until or until > last_at)
            found = _digest(kept[block]) if whole and block in kept else None
            if found is None:
                told = self._told(session_id, started_at, last_at) if told is None else told
                end = min(until, told.last_at)
                found = self._made(session_id, started_at, told.changes, block, since, end)
                if whole and (ended or begin + BLOCK_S + SETTLED_S < last_at) and self._database.writable:
                    self._keep_quietly(number, found)
            yield found

    def statistics(self, session_id: str, *, since: float = -inf, until: float = inf) -> Statistics:
        """The counted time of a part of the session, until its newest reading. Raises: RecordFault."""
        return sum_of(one.statistics for one in self.blocks(session_id, since=since, until=until))

    def _told(self, session_id: str, started_at: float, last_at: float) -> _Told:
        entries = list(self._entries(session_id))
        return _Told(changes_of(entries), last_of_monitor(entries, started_at, last_at))

    def _made(
        self,
        session_id: str,
        started_at: float,
        changes: tuple[Change, ...],
        block: int,
        since: float,
        until: float,
    ) -> Digest:
        begin = started_at + block * BLOCK_S
        # A frame may be stamped a hair before its session.
        low = -inf if block == 0 else begin - HOLD_S
        readings = self._readings(session_id, low, begin + BLOCK_S)
        return digest_of(readings, changes, started_at=started_at, block=block, since=since, until=until)

    def _keep_quietly(self, number: int, digest: Digest) -> None:
        try:
            self._keep(number, digest)
        except RecordFault:
            logger.debug("a digest was not kept; it is made again when it is read", exc_info=True)

    def _keep(self, number: int, digest: Digest) -> None:
        times = digest.statistics
        five = (
            times.observed_s, times.scored_s, times.over_lower_s, times.over_upper_s, times.excluded_s,
        )  # fmt: skip
        minutes, gaps, seconds = (_packed(one) for one in (digest.minutes, digest.gaps, digest.seconds))
        values: list[Value] = [number, digest.block, *five, minutes, gaps]
        with self._database.transaction(durable=False):
            self._database.execute(_INSERT, [*values, row_sum(values[1:]), seconds])

    def _row(self, session_id: str) -> tuple[int, float, bool, float | None]:
        found = self._database.execute(
            "SELECT no, started_at, ended_utc IS NOT NULL, last_at FROM session WHERE id = ?", [session_id]
        )
        if not found:
            raise no_session(session_id, self._database.path)
        number, started_at, ended, last_at = found[0]
        if last_at is not None and not last_at - started_at <= LONGEST_SESSION_S:
            logger.error("session %s says that it lasted for %s s: it is damaged", session_id, last_at)
            last_at = None
        return number, started_at, bool(ended), last_at


def _packed(rows: np.typing.NDArray[np.void]) -> bytes:
    return zlib.compress(rows.tobytes(), 1)


def _digest(row: Row) -> Digest | None:
    """None when it is not as it was written."""
    block, *five, minutes, gaps, kept, seconds = row
    if row_sum((block, *five, minutes, gaps)) != kept:
        return None
    try:
        unpacked = _NO_SECONDS if seconds is None else np.frombuffer(zlib.decompress(seconds), ROW)
        return Digest(
            block,
            unpacked,
            np.frombuffer(zlib.decompress(minutes), ROW),
            np.frombuffer(zlib.decompress(gaps), GAP),
            Statistics(*five),
        )
    except (zlib.error, ValueError):
        return None
