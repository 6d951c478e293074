"""Where the monitor puts what the record refuses: a file beside it, or elsewhere when that disk is full."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.core.record import Item
from neopain.core.sessions import Session
from neopain.reports.spill_lines import SpillWriter


class RescueFile:
    """Implements `core.ports.SpillFile`: `unwritten-<session>-<n>.jsonl` in the first place that takes it."""

    def __init__(self, folder: Path, session: Session) -> None:
        self._folder = folder
        self._session = session
        self._open: SpillWriter | None = None
        self._written: list[Path] = []

    def append(self, items: Sequence[Item]) -> Path:
        """Add these, on the disk before this returns. Returns: the file. Raises: RecordFault."""
        refusals = []
        if self._open is not None:
            try:
                self._open.append(items)
            except OSError as fault:
                refusals.append(f"{self._open.path}: {fault.strerror or fault}")
                self._leave()
            else:
                return self._open.path
        for place in self._places():
            try:
                writer = SpillWriter(self._unused(place), self._session)
            except OSError as fault:
                refusals.append(f"{place}: {fault.strerror or fault}")
                continue
            try:
                writer.append(items)
            except OSError as fault:
                refusals.append(f"{writer.path}: {fault.strerror or fault}")
                writer.close()
                with suppress(OSError):
                    writer.path.unlink(missing_ok=True)
                continue
            self._open = writer
            self._written.append(writer.path)
            return writer.path
        raise RecordFault("no place takes what the record refuses: " + "; ".join(refusals))

    def discard(self) -> None:
        """All of it is in the record after all."""
        self._leave()
        for path in self._written:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        self._written.clear()

    def _leave(self) -> None:
        writer, self._open = self._open, None
        if writer is not None:
            with suppress(OSError):
                writer.close()

    def _places(self) -> list[Path]:
        places = [self._folder]
        # Without any place for temporary files this raises FileNotFoundError.
        with suppress(OSError):
            places.append(Path(tempfile.gettempdir()))
        with suppress(RuntimeError):
            places.append(Path.home())
        return places

    def _unused(self, place: Path) -> Path:
        number = 1
        while (target := place / f"unwritten-{self._session.id}-{number}.jsonl").exists():
            number += 1
        return target
