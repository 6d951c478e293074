"""Spill files: what the record refused, a line each, appended and brought to the disk.

The same lines as JSON Lines (`reports.formats.json_lines`), each with a checksum and without an end, as a
kill may come at any time. Reading back takes every line that is whole, whatever happened to the others.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.core.record import Batch, Bridge, Item
from neopain.core.sessions import Session
from neopain.core.text import Text
from neopain.reports.atomic import sync_folder
from neopain.reports.lines.record_lines import (
    FORMAT_NAME,
    FORMAT_VERSION,
    Line,
    dumped,
    first_line,
    item_of,
    line_of,
    session_line,
    session_of,
    with_sum,
    without_sum,
)

CLINICAL = "clinical"


class SpillWriter:
    """One new file, for its owner only."""

    def __init__(self, path: Path, session: Session, *, reserved: bool = False) -> None:
        """With `reserved` the file is one of `reserve`, which has its room on the disk already.

        Raises: OSError, also when there is such a file otherwise; nothing is left then.
        """
        self.path = path
        self._bridge = Bridge(session)
        # An existing name, or a link that somebody laid, is refused.
        self._number = os.open(path, os.O_WRONLY | (0 if reserved else os.O_CREAT | os.O_EXCL), 0o600)
        self._length = 0
        try:
            self._add([with_sum(first_line(session, CLINICAL)), with_sum(session_line(session))])
            sync_folder(path.parent)
        except OSError:
            os.close(self._number)
            path.unlink(missing_ok=True)
            raise

    def append(self, items: Sequence[Item]) -> None:
        """Add these, on the disk before this returns. Raises: OSError, and then none of them is there."""
        self._add([with_sum(line_of(item, self._bridge)) for item in items])

    def close(self) -> None:
        """Release the file."""
        os.close(self._number)

    def _add(self, lines: Sequence[Line]) -> None:
        data = "".join(f"{dumped(line)}\n" for line in lines).encode("utf-8", "surrogatepass")
        os.lseek(self._number, self._length, os.SEEK_SET)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._number, view) :]
            os.fsync(self._number)
        except OSError:
            # A half line would be taken for damage.
            os.ftruncate(self._number, self._length)
            raise
        self._length += len(data)


def reserve(path: Path, size: int) -> None:
    """A file of zeros whose room on the disk is taken now. Raises: OSError, and then there is none."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(number, 0, size)
        else:
            os.write(number, bytes(size))
        os.fsync(number)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(number)


@dataclass(frozen=True, slots=True)
class Spilled:
    """What a spill file or a JSON Lines file holds.

    Attributes:
        unreadable: numbers of the lines, from 1, that were cut or changed and are left out.
    """

    session: Session
    batch: Batch
    unreadable: tuple[int, ...]


def read_spill(source: Path) -> Spilled:
    """Every line that is whole. Raises: RecordFault when the file is foreign, newer or anonymous."""
    try:
        data = source.read_bytes()
    except OSError as error:
        raise RecordFault(
            Text("{source} cannot be read: {why}", source=source, why=error.strerror)
        ) from error
    lines = list(_lines(data))
    session = _session(source, lines[:2])
    items = []
    unreadable = []
    for number, line in enumerate(lines[2:], 3):
        try:
            if line is None:
                raise ValueError("it is no JSON")  # noqa: TRY301 - one way for all that is wrong with a line
            whole = without_sum(line)
            if whole["type"] != "end":
                items.append(item_of(whole))
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            unreadable.append(number)
    return Spilled(session, Batch.of(items), tuple(unreadable))


def _lines(data: bytes) -> Iterator[Line | None]:
    # A reserved file ends with the zeros that were not needed.
    *whole, last = data.rstrip(b"\0").split(b"\n")
    for text in (*whole, *([last] if last else [])):
        try:
            line = json.loads(text.decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):
            yield None
        else:
            yield line if isinstance(line, dict) else None


def _session(source: Path, lines: Sequence[Line | None]) -> Session:
    try:
        first, second = lines
        if first is None or second is None:
            raise ValueError("its first lines are damaged")  # noqa: TRY301 - as in `read_spill`
        first, second = without_sum(first), without_sum(second)
        if (first["format"], first["format_version"]) != (FORMAT_NAME, FORMAT_VERSION):
            raise ValueError(f"format {first['format']} version {first['format_version']}")  # noqa: TRY301
        if first["level"] != CLINICAL:
            raise ValueError("it is an export without names and dates, which belongs to no session")  # noqa: TRY301
        if first.get("stay"):
            raise ValueError("it is a whole stay; export and recover its sessions one by one")  # noqa: TRY301
        return session_of(second)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise RecordFault(
            Text(
                "{source} is not a rescue file or clinical JSON Lines of NeoPain ({error}); give an "
                "unwritten-*.jsonl file",
                source=source,
                error=error,
            )
        ) from error
