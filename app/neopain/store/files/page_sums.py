"""Checksums of a record's pages, kept beside it while nobody writes it.

The rows' own checksums find a changed value; these find any changed bit, also in the room between rows. The
file is taken away before the first write and made again by whoever closes the record last: a kill leaves
none.
"""

from __future__ import annotations

import array
import json
import logging
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from neopain.store.files.whole_file import replace_file

logger = logging.getLogger(__name__)

BLOCK = 4096
_AT_ONCE = 256
MOST_BYTES = 256 * 1024 * 1024
"""Larger records would be slow to close; their rows have sums all the same."""


def sums_file(record: Path) -> Path:
    """Where the sums of `record` lie."""
    return record.with_name(f"{record.name}.sums")


def forget_sums(record: Path) -> None:
    """The record is going to change. Raises: OSError."""
    sums_file(record).unlink(missing_ok=True)


def keep_sums(record: Path) -> None:
    """Make them, unless somebody still has the record open or it is large; a refusal is logged."""
    try:
        if _in_use(record) or record.stat().st_size > MOST_BYTES:
            return
        sums = _sums(record)
        head = json.dumps({"bytes": record.stat().st_size, "block": BLOCK, "crc32": zlib.crc32(sums)})
        replace_file(sums_file(record), f"{head}\n{sums.hex()}\n")
        if _in_use(record):
            forget_sums(record)
    except OSError as error:
        logger.debug("the pages' checksums are not kept: %s", error)


def check_sums(record: Path) -> Iterator[str]:
    """The pages that are not as they were when the record was closed; nothing while somebody has it open."""
    if _in_use(record):
        return
    try:
        head, _, sums = sums_file(record).read_text("ascii").partition("\n")
    except FileNotFoundError:
        return
    except (OSError, ValueError):
        yield f"pages: their checksums in {sums_file(record)} cannot be read"
        return
    try:
        said = json.loads(head)
        kept = bytes.fromhex(sums)
        whole = (said["bytes"], said["block"], said["crc32"]) == (
            record.stat().st_size, BLOCK, zlib.crc32(kept),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError):
        whole, kept = False, b""
    if not whole:
        yield f"pages: the record has another length, or {sums_file(record)} is damaged"
        return
    found = _sums(record)
    for page in range(len(kept) // 4):
        if kept[4 * page : 4 * page + 4] != found[4 * page : 4 * page + 4]:
            yield f"page {page + 1} is not as it was when the record was closed"


def _in_use(record: Path) -> bool:
    # Whoever only reads leaves the log of writes empty; after a write it stays until the last one has closed.
    log = record.with_name(f"{record.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _sums(record: Path) -> bytes:
    sums = array.array("I")
    with record.open("rb") as file:
        # Many at once: a call of the system for each of them costs more than its sum.
        while read := file.read(_AT_ONCE * BLOCK):
            whole = memoryview(read)
            sums.extend(zlib.crc32(whole[at : at + BLOCK]) for at in range(0, len(whole), BLOCK))
    if sys.byteorder == "big":
        sums.byteswap()
    return sums.tobytes()
