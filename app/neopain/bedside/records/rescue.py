"""Where the monitor puts what the record refuses: a file beside it, or elsewhere when that disk is full."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.core.record import Item
from neopain.core.sessions import Session
from neopain.core.text import Text, joined
from neopain.reports.lines.spill_lines import SpillWriter, reserve

logger = logging.getLogger(__name__)

ROOM = ".rescue-room-"
RESERVED_BYTES = 8 * 1024 * 1024
"""Some 40,000 readings: two hours at five a second, when every disk is full."""


class RescueFile:
    """Implements `core.ports.SpillFile`: `unwritten-<session>-<n>.jsonl` in the first place that takes it."""

    def __init__(self, folder: Path, session: Session) -> None:
        self._folder = folder
        self._session = session
        self._reserve = folder / f"{ROOM}{session.id}"
        self._open: SpillWriter | None = None
        self._written: list[Path] = []

    def prepare(self) -> None:
        """Take room on the disk now, for the time when there is none; a refusal is only logged."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Of sessions that were killed; nothing was written there yet.
            for room in self._folder.glob(f"{ROOM}*"):
                room.unlink(missing_ok=True)
            reserve(self._reserve, RESERVED_BYTES)
        except OSError as fault:
            logger.warning("no room can be reserved for a rescue file: %s", fault.strerror)

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
            return self._take(writer)
        try:
            return self._append_to_reserve(items)
        except OSError as fault:
            refusals.append(f"{self._reserve}: {fault.strerror or fault}")
        raise RecordFault(Text("no place takes what the record refuses: {why}", why=joined("; ", refusals)))

    def discard(self) -> None:
        """All of it is in the record after all."""
        self._leave()
        for path in self._written:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        self._written.clear()
        if not self._reserve.exists():
            self.prepare()

    def close(self) -> None:
        """The session is over: give the reserved room back, unless it was needed."""
        self._leave()
        with suppress(OSError):
            self._reserve.unlink(missing_ok=True)

    def _take(self, writer: SpillWriter) -> Path:
        self._open = writer
        self._written.append(writer.path)
        return writer.path

    def _append_to_reserve(self, items: Sequence[Item]) -> Path:
        target = self._unused(self._folder)
        self._reserve.rename(target)
        writer = SpillWriter(target, self._session, reserved=True)
        self._take(writer)
        writer.append(items)
        return target

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
