"""What native libraries write past Python to stderr: held back while they load, then judged line by line."""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STDERR = 2


class HeldStderr:
    """The text that came while it was held; complete once the `with` block has ended."""

    def __init__(self) -> None:
        self.text = ""

    def release(self, harmless: tuple[str, ...]) -> None:
        """Write on the lines that hold none of the `harmless` words, so that no real message is lost."""
        lines = [
            line for line in self.text.splitlines() if line.strip() and not any(w in line for w in harmless)
        ]
        if lines:
            os.write(_STDERR, ("\n".join(lines) + "\n").encode("utf-8", "replace"))


@contextlib.contextmanager
def held_stderr() -> Iterator[HeldStderr]:
    """Hold back file descriptor 2 of the whole process; meant for the short moment of loading a library.

    A process without stderr (a windowed program on Windows) runs unchanged, and the text stays empty.
    """
    held = HeldStderr()
    try:
        kept = os.dup(_STDERR)
    except OSError:
        yield held
        return
    try:
        file = _memory_file()
    except OSError:
        # Then the text goes where it always goes: a full disk keeps no monitor from starting.
        os.close(kept)
        yield held
        return
    with file:
        os.dup2(file.fileno(), _STDERR)
        try:
            yield held
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
            file.seek(0)
            held.text = file.read().decode("utf-8", "replace")


def _memory_file() -> IO[bytes]:
    """A file without a disk where the system has such, as the disk may be full. Raises: OSError."""
    # Not a pipe: who writes into a full one while holding the interpreter's lock waits for ever.
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("neopain-stderr"), "w+b")
    return tempfile.TemporaryFile()
