"""A film's file as OpenCV gets it: as bytes. OpenCV never sees the name.

FFmpeg takes a name for an address ("10:30.mp4" has the protocol "10"), and OpenCV's binding dies of a name
that is no text.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

from neopain.capture.decoding.opencv import Capture, open_file

MOST_TRIES = 500
"""OpenCV calls each packet that it cannot decode the end of a film; half a minute of them is passed over."""


class Film:
    """A film to decode; a `Capture`. `isOpened` says whether it is a film at all.

    Attributes:
        passed_over: so often OpenCV said that it was over, and it went on.
    """

    def __init__(self, path: Path) -> None:
        """Open it. Raises: OSError, with `strerror`."""
        # Held here: OpenCV gives up its hold without the interpreter's lock, so that must not be the last.
        self._file = _File(path)
        self._capture: Capture = open_file(self._file)
        self.passed_over = 0

    @property
    def fault(self) -> OSError | None:
        """The first error of the disk or the network drive."""
        return self._file.fault

    def isOpened(self) -> bool:  # noqa: N802  OpenCV's name
        """As `Capture`."""
        return self._capture.isOpened()

    def grab(self) -> bool:
        """As `Capture`; what is damaged in the middle is passed over. False at the end."""
        for tried in range(MOST_TRIES):
            if self._capture.grab():
                self.passed_over += tried
                return True
        return False

    def retrieve(self) -> tuple[bool, Any]:
        """As `Capture`."""
        return self._capture.retrieve()

    def get(self, prop: int, /) -> float:
        """As `Capture`."""
        return self._capture.get(prop)

    def set(self, prop: int, value: float, /) -> bool:
        """As `Capture`."""
        return self._capture.set(prop, value)

    def release(self) -> None:
        """As `Capture`; the file is closed, too. Twice too."""
        self._capture.release()
        self._file.close()


class _File(io.BufferedIOBase):
    """A seekable file. An exception must not cross FFmpeg, so it is kept and the file ends there.

    Attributes:
        fault: the first error of the disk or the network drive, else None.
    """

    def __init__(self, path: Path) -> None:
        """Open it. Raises: OSError."""
        super().__init__()
        self.fault: OSError | None = None
        self._file = path.open("rb")

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes; b"" at the end, after a fault and once closed."""
        try:
            return self._file.read(size)
        except (OSError, ValueError) as fault:
            self._keep(fault)
            return b""

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """The new place; -1 when there is no such place."""
        try:
            return self._file.seek(offset, whence)
        except (OSError, ValueError) as fault:
            self._keep(fault)
            return -1

    def close(self) -> None:
        """Close it. Twice too."""
        self._file.close()
        super().close()

    def _keep(self, fault: Exception) -> None:
        if self.fault is None and isinstance(fault, OSError) and not self._file.closed:
            self.fault = fault
