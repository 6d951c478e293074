"""Files that are either whole or not there: written beside, brought to the disk, then renamed.

Readable by their owner only. A file that is replaced stays as it was until the new one is whole.
"""

from __future__ import annotations

import errno
import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, TextIO

from neopain.core.errors import RecordFault
from neopain.core.text import Text

_REMEDIES = {
    errno.ENOSPC: Text("the disk is full; free space or choose another folder"),
    errno.EDQUOT: Text("your share of the disk is used up; free space or choose another folder"),
    errno.EFBIG: Text("the file grows larger than is allowed here; choose another folder or raise the limit"),
    errno.EROFS: Text("that disk may only be read; choose another folder"),
    errno.EACCES: Text("you may not write there; choose another folder"),
    errno.EPERM: Text("you may not write there; choose another folder"),
    errno.ENOENT: Text("that folder does not exist; make it or choose another"),
    errno.ENOTDIR: Text("a part of the path is a file; choose another folder"),
    errno.EISDIR: Text("that is a folder; give a file name"),
    errno.EEXIST: Text("nothing was replaced; choose another name, or ask for it to be replaced"),
}


@dataclass(frozen=True, slots=True)
class _Draft:
    target: Path
    draft: Path
    stream: TextIO | BinaryIO


class Drafts:
    """Files in the making; `whole_files` turns them into files, all of them or none."""

    def __init__(self, *, replace: bool) -> None:
        self._replace = replace
        self._drafts: list[_Draft] = []

    def open(self, target: Path) -> TextIO:
        """A UTF-8 text stream, newlines as written, that becomes `target`. Raises: OSError."""
        stream = io.TextIOWrapper(self._begin(target), encoding="utf-8", newline="")
        self._drafts[-1] = replace(self._drafts[-1], stream=stream)
        return stream

    def open_bytes(self, target: Path) -> BinaryIO:
        """A binary stream that becomes `target`. Raises: OSError."""
        return self._begin(target)

    def _begin(self, target: Path) -> io.BufferedWriter:
        if target.is_dir():
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        self._refuse_to_replace(target)
        # mkstemp refuses existing names and links, and gives mode 0600.
        number, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        stream = os.fdopen(number, "wb")
        self._drafts.append(_Draft(target, Path(name), stream))
        return stream

    def finish(self, target: Path) -> Path:
        """Bring this file to the disk and say where it lies until it gets its name. Raises: OSError."""
        [draft] = [one for one in self._drafts if one.target == target]
        draft.stream.flush()
        os.fsync(draft.stream.fileno())
        draft.stream.close()
        return draft.draft

    def name(self) -> None:
        """Give all files their names, the first opened last. Raises: OSError."""
        for one in self._drafts:
            if not one.stream.closed:
                self.finish(one.target)
        for one in self._drafts:
            self._refuse_to_replace(one.target)
        for one in reversed(self._drafts):
            one.draft.replace(one.target)
        for folder in {one.target.parent for one in self._drafts}:
            sync_folder(folder)

    def _refuse_to_replace(self, target: Path) -> None:
        if not self._replace and target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))

    def discard(self) -> None:
        """Remove what has no name yet."""
        for one in self._drafts:
            # Closing writes what is buffered, which fails again on a full disk.
            with suppress(OSError):
                one.stream.close()
            with suppress(OSError):
                one.draft.unlink(missing_ok=True)


@contextmanager
def whole_files(target: Path, *, replace: bool = False) -> Iterator[Drafts]:
    """Write several files, `target` the chief one; with `replace`, also over files that exist.

    Raises: RecordFault, and then none is changed.
    """
    drafts = Drafts(replace=replace)
    with ExitStack() as stack, refusals_of(str(target)):
        stack.callback(drafts.discard)
        yield drafts
        drafts.name()


@contextmanager
def refusals_of(where: str) -> Iterator[None]:
    """Translate what the operating system refuses inside. Raises: RecordFault."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, "choose another folder")
        if error.errno == errno.EEXIST and error.filename is not None:
            where = str(error.filename)
        raise RecordFault(
            Text(
                "{where} cannot be written: {why}; {remedy}",
                where=where,
                why=error.strerror or error,
                remedy=remedy,
            )
        ) from error


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can. Raises: OSError."""
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
