"""Who changed what: limits, patient, model, export, purge, PIN; each row chained to the one before by a key.

A row's code is HMAC-SHA256 (RFC 2104) over the code of the row before and its own values, so that no row can
be changed, taken out or put in between without the key. The key lies beside the record, for its owner only
(`audit.key`); the newest code is also kept in `audit-head.json`, so that rows cut off at the end are missed.
It finds what other programs and damaged disks did; whoever may read the key can forge the chain.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from neopain.core.audit import AuditAction, AuditRow
from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.files.whole_file import replace_file
from neopain.store.sqlite.database import Database

logger = logging.getLogger(__name__)

Detail: TypeAlias = Mapping[str, str | float | bool | None]

KEY_FILE = "audit.key"
HEAD_FILE = "audit-head.json"
FIRST = "0" * 64
_COLUMNS = "no, utc, actor, action, subject, detail, key_id, mac"
_INSERT = f"INSERT INTO audit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - names of ours


@dataclass(frozen=True, slots=True)
class Head:
    """Up to where the chain once was: how many rows, and the code of the last."""

    record: str
    rows: int
    mac: str


class Audit:
    """The chain in one record; reached as `SessionStore.audit`.

    Attributes:
        actor: who stands in rows that name nobody else.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._folder = database.path.parent
        self._key: bytes | None = None
        self.actor = ""

    def note(
        self, action: AuditAction, subject: str = "", *, actor: str = "", detail: Detail | None = None
    ) -> None:
        """Add a row, durably and in its own transaction. Raises: RecordFault."""
        with self._database.transaction(durable=True):
            self.add(action, subject, actor=actor, detail=detail)

    def add(
        self, action: AuditAction, subject: str = "", *, actor: str = "", detail: Detail | None = None
    ) -> None:
        """Add a row inside the caller's transaction; the chain's head follows once that is written.

        Raises: RecordFault.

        `subject` and `detail` hold ids and numbers, never a patient's code.
        """
        key = self._own_key()
        found = self._database.execute("SELECT no, mac FROM audit ORDER BY no DESC LIMIT 1")
        number, before = (found[0][0] + 1, found[0][1]) if found else (1, FIRST)
        values = (
            number,
            SystemClock().utc().isoformat(timespec="milliseconds"),
            actor or self.actor,
            action.value,
            subject,
            json.dumps(detail or {}, sort_keys=True),
            key_id(key),
        )
        mac = _mac(key, before, values)
        self._database.execute(_INSERT, [*values, mac])
        head = Head(self._record_id(), number, mac)
        self._database.once_written(lambda: self._keep_head(head))

    def _keep_head(self, head: Head) -> None:
        """Remember how long the chain is; a refusal is logged, as the row itself is in the record."""
        text = json.dumps({"record": head.record, "rows": head.rows, "mac": head.mac})
        try:
            replace_file(self._folder / HEAD_FILE, text)
        except OSError as error:
            logger.error("the audit's head cannot be kept: %s", error.strerror)  # noqa: TRY400 - no bug

    def rows(self) -> Iterator[AuditRow]:
        """All rows, oldest first. Raises: RecordFault."""
        for number, utc, actor, action, subject, detail, _, _ in self._database.rows(
            f"SELECT {_COLUMNS} FROM audit ORDER BY no"  # noqa: S608 - names of ours
        ):
            yield AuditRow(number, utc, actor, action, subject, detail)

    def since(self, action: AuditAction, subject: str) -> list[AuditRow]:
        """The newest row of this action about `subject`, and all rows after it.

        [] where there is none, or where the chain from there to its end is not whole, was cut or was made
        with another computer's key: what is founded on such a row does not hold. Raises: RecordFault.
        """
        key = read_key(self._folder)
        [(first,)] = self._database.execute(
            "SELECT max(no) FROM audit WHERE action = ? AND subject = ?", [action.value, subject]
        )
        if key is None or first is None:
            return []
        before = self._database.execute("SELECT mac FROM audit WHERE no = ?", [first - 1])
        code = before[0][0] if before else FIRST
        found: list[AuditRow] = []
        select = f"SELECT {_COLUMNS} FROM audit WHERE no >= ? ORDER BY no"  # noqa: S608 - names of ours
        # Read first: a row that is added meanwhile makes the chain longer than the head says, never shorter.
        head = self._head()
        for *values, mac in self._database.rows(select, [first]):
            own = values[6] == key_id(key) and values[0] == first + len(found)
            if not own or not hmac.compare_digest(mac, _mac(key, code, tuple(values))):
                return []
            code = mac
            number, utc, actor, done, about, detail, _ = values
            found.append(AuditRow(number, utc, actor, done, about, detail))
        cut = head is None or (head.record == self._record_id() and head.rows >= first + len(found))
        return [] if cut else found

    def check(self) -> Iterator[str]:
        """What is wrong with the chain, in words; nothing when it is whole. Raises: RecordFault.

        Rows made with another computer's key cannot be checked by themselves; the row of the restore that
        brought them here seals the last of them.
        """
        key = read_key(self._folder)
        number = 0
        for number, fault in self._row_faults(key):  # noqa: B007 - the last number is used
            if fault:
                yield fault
                return
        head = self._head()
        if head is None and number:
            yield f"audit: {self._folder / HEAD_FILE} is missing, so missing rows at the end would not show"
        if head is not None and head.record == self._record_id() and head.rows > number:
            yield f"audit: rows {number + 1} to {head.rows} are missing at the end"

    def _row_faults(self, key: bytes | None) -> Iterator[tuple[int, str]]:
        before, number, foreign = FIRST, 0, False
        other_key = f"was made with another key than {self._folder / KEY_FILE}"
        for *values, mac in self._database.rows(f"SELECT {_COLUMNS} FROM audit ORDER BY no"):  # noqa: S608 - as above
            number += 1
            if key is None:
                yield number, f"audit: the key {self._folder / KEY_FILE} is missing, so it cannot be checked"
                return
            own = values[6] == key_id(key)
            if own and foreign and values[3] != AuditAction.RESTORE:
                yield number, f"audit row {number - 1} {other_key}"
            if own and (
                values[0] != number or not hmac.compare_digest(mac, _mac(key, before, tuple(values)))
            ):
                yield number, f"audit row {number} is not as it was written, or a row before it is missing"
            before, foreign = mac, not own
            yield number, ""
        if foreign:
            yield number, f"audit row {number} {other_key}"

    def _head(self) -> Head | None:
        with suppress(OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            found = json.loads((self._folder / HEAD_FILE).read_text("utf-8"))
            return Head(str(found["record"]), int(found["rows"]), str(found["mac"]))
        return None

    def _record_id(self) -> str:
        [(found,)] = self._database.execute("SELECT id FROM identity")
        return str(found)

    def _own_key(self) -> bytes:
        if self._key is None:
            self._key = read_key(self._folder) or make_key(self._folder)
        return self._key


def key_id(key: bytes) -> str:
    """Names a key without telling it."""
    return hashlib.sha256(b"neopain audit key " + key).hexdigest()[:16]


def read_key(folder: Path) -> bytes | None:
    """The key of this folder; None when there is none. Raises: RecordFault."""
    path = folder / KEY_FILE
    try:
        return bytes.fromhex(path.read_text("ascii"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecordFault(
            Text("{path} cannot be read: {why}; check its permissions", path=path, why=error.strerror)
        ) from error
    except ValueError as error:
        raise RecordFault(
            Text("{path} is damaged; put it back from a backup, or move it away", path=path)
        ) from error


def make_key(folder: Path) -> bytes:
    """A new key, for its owner only; two programs at once agree on one. Raises: RecordFault."""
    path = folder / KEY_FILE
    key = secrets.token_bytes(32)
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="ascii") as stream:
            stream.write(key.hex())
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        return read_key(folder) or key
    except OSError as error:
        raise RecordFault(
            Text(
                "the audit's key cannot be kept at {path}: {why}; check the folder and the disk",
                path=path,
                why=error.strerror,
            )
        ) from error
    return key


def _mac(key: bytes, before: str, values: tuple[object, ...]) -> str:
    return hmac.new(key, (before + ascii(values)).encode("ascii"), hashlib.sha256).hexdigest()
