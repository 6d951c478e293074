"""What the window needs of kept pictures: consent, its withdrawal, the clips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from neopain.core.clinical.clips import ClipHead, ClipPicture
from neopain.core.clinical.consent import Consent, ConsentBy, ConsentFor
from neopain.core.record import RecordedReading


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture with the reading of its moment from the record, None where there is none."""

    picture: ClipPicture
    reading: RecordedReading | None


@dataclass(frozen=True, slots=True)
class ClipLine:
    """One line of the list of clips.

    Attributes:
        id: the clip's.
        utc: when it began, ISO 8601 with offset, to the second.
        head: what it says of itself; None where it does not open.
        why_not: why, in words.
    """

    id: str
    utc: str
    head: ClipHead | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class PicturesNow:
    """What holds, and what is kept, oldest first.

    Attributes:
        here: id of the stay that is open; "" while nobody is admitted.
        consent: the one that holds for it now.
        clips: of all stays.
    """

    here: str
    consent: Consent | None
    clips: Sequence[ClipLine]


@dataclass(frozen=True, slots=True)
class WholeClip:
    """A clip to look at; `whole` is False where it was cut."""

    head: ClipHead
    pictures: Sequence[ShownPicture]
    whole: bool


class Pictures(Protocol):
    """All of it is slow."""

    def now(self) -> PicturesNow:
        """Raises: RecordFault."""

    def give(self, given_by: ConsentBy, purpose: ConsentFor, *, asked_by: str, days: float) -> str:
        """Log one for whoever is admitted; gives where the key lies. Raises: SettingFault, RecordFault."""

    def withdraw(self, stay_id: str, *, by: str) -> int:
        """End it and remove all clips of the stay. Returns: how many. Raises: SettingFault, RecordFault."""

    def look(self, clip_id: str, *, by: str) -> WholeClip:
        """The clip, into memory; the look is audited before. Raises: SettingFault, RecordFault."""

    def delete(self, clip_id: str, *, by: str) -> None:
        """Remove one. Raises: SettingFault, RecordFault."""
