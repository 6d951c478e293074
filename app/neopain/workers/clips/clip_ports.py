"""What the clips' thread needs of the rooms around it, as protocols."""

from __future__ import annotations

from typing import Protocol

from neopain.core.clinical.clips import ClipHead, ClipPicture, ClipRule
from neopain.core.clinical.consent import Consent
from neopain.core.frames import Frame


class ClipSink(Protocol):
    """A clip that is being written. Its calls raise OSError; what was added before stays readable."""

    @property
    def head(self) -> ClipHead:
        """What it says of itself."""

    @property
    def pictures(self) -> int:
        """How many it has."""

    def add(self, picture: ClipPicture) -> None:
        """Add one."""

    def end(self, missing: int) -> None:
        """It is whole."""

    def discard(self) -> None:
        """Remove it."""


class ClipDesk(Protocol):
    """What the job asks of the program; used by its thread alone."""

    rule: ClipRule

    def consent(self, *, fresh: bool = False) -> Consent | None:
        """The consent that holds for this session now; `fresh` looks it up anew. Never raises."""

    def wanted(self) -> bool:
        """Whether somebody outside this program asked for a clip since the last call. Never raises."""

    def pack(self, frame: Frame) -> bytes:
        """The picture as a JPEG, in memory."""

    def open(self, head: ClipHead) -> ClipSink:
        """Begin a clip. Raises: RecordFault, OSError."""

    def kept(self, clip: ClipSink, missing: int) -> None:
        """It is whole: into the audit. Raises: RecordFault."""

    def sweep(self) -> int:
        """Remove what is too old or too much. Returns: how many. Raises: RecordFault, OSError."""
