"""Which watchdog guards the monitor of one folder: the newest, so that an older one does not cover it."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from pathlib import Path


class Claim:
    """A word in a file that every watchdog of the folder may read and the newest has written."""

    def __init__(self, file: Path | None) -> None:
        """`file` None: no claim is made and none is lost."""
        self._file = file
        self._word = str(uuid.uuid4())
        self._taken = False

    def take(self) -> None:
        """Write the own word, when the monitor is first heard. On a full disk there is no claim."""
        if self._taken or self._file is None:
            return
        beside = self._file.with_name(f"{self._file.name}.{self._word}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii") as written:
                written.write(self._word)
            beside.replace(self._file)
            self._taken = True
        except OSError:
            with suppress(OSError):
                beside.unlink(missing_ok=True)

    @property
    def lost(self) -> bool:
        """Whether a newer watchdog has written its word over this one's."""
        if not self._taken or self._file is None:
            return False
        try:
            return self._file.read_text(encoding="ascii") != self._word
        except (OSError, UnicodeError):
            return False
