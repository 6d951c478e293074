"""One monitor at a time for each folder of sessions: who holds it is said, and a dead holder holds nothing.

The lock is the operating system's on an open file (flock, or msvcrt on Windows): it goes with its process,
also by a kill, so it never has to be guessed whether an old one is stale. The file's text says who holds it.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from neopain.core.clock import SystemClock
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.files.restoring import PLAN, finish

FILE_NAME = "in-use.lock"
_TEXT_FROM = 1
"""Windows locks bytes: the first is the lock, the text follows."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the folder: the process on which machine, doing what, since when (UTC, ISO 8601)."""

    pid: int
    host: str
    what: str
    since_utc: str

    def __str__(self) -> str:
        return f"{self.what} on {self.host} (process {self.pid}, since {self.since_utc})"


class FolderHeld(RecordFault):
    """Somebody else holds the folder.

    Attributes:
        holder: who; None when that cannot be read.
    """

    def __init__(self, folder: Path, holder: Holder | None) -> None:
        who = "another NeoPain" if holder is None else str(holder)
        super().__init__(
            f"{folder} is in use by {who}; from here it can only be reviewed: stop that one first, or choose "
            "another folder with --data"
        )
        self.holder = holder


class FolderLock:
    """Held from `take` to `release`; used by one thread."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._number: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._number is not None

    def take(self, what: str) -> None:
        """Hold the folder; again is fine. A restore that was interrupted is finished first.

        Raises: FolderHeld when somebody else holds it; RecordFault, and then it is not held.
        """
        if self._number is not None:
            return
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            number = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise RecordFault(
                Text(
                    "{path} cannot be opened: {why}; check the folder's permissions",
                    path=self.path,
                    why=error.strerror,
                )
            ) from error
        if not _lock(number):
            holder = _read(number)
            os.close(number)
            raise FolderHeld(self.path.parent, holder)
        self._number = number
        since = SystemClock().utc().isoformat(timespec="seconds")
        text = json.dumps(asdict(Holder(os.getpid(), socket.gethostname(), what, since)))
        # On a full disk the lock holds all the same; only who holds it cannot be said.
        with suppress(OSError):
            os.lseek(number, _TEXT_FROM, os.SEEK_SET)
            os.write(number, text.encode())
            os.ftruncate(number, _TEXT_FROM + len(text))
        try:
            finish(self.path.parent)
        except RecordFault:
            self.release()
            raise

    def release(self) -> None:
        """Let go; again is fine. The file stays: deleting it would let two hold it."""
        number, self._number = self._number, None
        if number is not None:
            os.close(number)


def settle(folder: Path) -> None:
    """Finish a restore that was interrupted; nothing is done where there was none.

    Raises: FolderHeld while it is under way; RecordFault.
    """
    if (folder / PLAN).exists():
        with FolderLock(folder) as lock:
            lock.take("neopain restore")


def holder_of(folder: Path) -> Holder | None:
    """Who holds the folder now; None when nobody does, or nobody can tell. Never raises."""
    path = folder / FILE_NAME
    try:
        number = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        return None if _lock(number) else _read(number)
    finally:
        os.close(number)


def _read(number: int) -> Holder | None:
    try:
        os.lseek(number, _TEXT_FROM, os.SEEK_SET)
        return Holder(**json.loads(os.read(number, 4096)))
    except (OSError, ValueError, TypeError):
        return None


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> bool:
        try:
            os.lseek(number, 0, os.SEEK_SET)
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(number: int) -> bool:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
