"""The newest packed pictures, bounded in bytes and in seconds; what is older is forgotten."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from neopain.core.clinical.clips import ClipPicture

MOST_BYTES = 64_000_000
"""In memory, for one bed: half a minute of full HD at ten pictures a second has less."""


class PictureRing:
    """Used by one thread.

    Attributes:
        bytes: of all pictures in it, never over `most_bytes`.
    """

    def __init__(self, seconds: float, most_bytes: int = MOST_BYTES) -> None:
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._pictures: deque[ClipPicture] = deque()
        self.bytes = 0

    def add(self, picture: ClipPicture) -> None:
        """The newest; one that is larger than the whole ring is not kept."""
        self._pictures.append(picture)
        self.bytes += len(picture.jpeg)
        while self._pictures and (
            self.bytes > self._most_bytes or self._pictures[0].at < picture.at - self._seconds
        ):
            self.bytes -= len(self._pictures.popleft().jpeg)

    def since(self, at: float) -> Iterator[ClipPicture]:
        """Those from monotonic second `at` on, by time."""
        return (picture for picture in tuple(self._pictures) if picture.at >= at)

    def clear(self) -> None:
        """Forget all."""
        self._pictures.clear()
        self.bytes = 0
