"""Kept pictures for the window."""

from __future__ import annotations

from pathlib import Path

from neopain.bedside.clips.clip_book import ClipBook
from neopain.bedside.clips.clip_keys import ClipKeys
from neopain.bedside.clips.consents import ConsentBook
from neopain.bedside.contracts.pictures import ClipLine, PicturesNow, WholeClip
from neopain.core.audit import AuditAction
from neopain.core.clinical.consent import ConsentBy, ConsentFor
from neopain.core.clock import Clock
from neopain.core.errors import RecordFault
from neopain.core.text import Text
from neopain.store.sessions import SessionStore


class RecordedPictures:
    """Implements `bedside.contracts.pictures.Pictures`; for any thread."""

    def __init__(self, data: Path, clock: Clock, keys: ClipKeys | None = None) -> None:
        self._data = data
        self._keys = keys or ClipKeys(data)
        self._consents = ConsentBook(data, clock, self._keys)
        self._book = ClipBook(data, self._keys)

    def now(self) -> PicturesNow:
        """Raises: RecordFault."""
        with SessionStore(self._data) as store:
            admission = store.admissions.current()
        lines = [
            ClipLine(one.kept.clip_id, one.kept.utc.isoformat(timespec="seconds"), one.head, one.why_not)
            for one in self._book.clips()
        ]
        here = "" if admission is None else admission.id
        return PicturesNow(here, self._consents.standing(), tuple(lines))

    def give(self, given_by: ConsentBy, purpose: ConsentFor, *, asked_by: str, days: float) -> str:
        """Raises: SettingFault, RecordFault."""
        given = self._consents.give(given_by, purpose, asked_by=asked_by, days=days)
        return self._keys.where(given.stay_id)

    def withdraw(self, stay_id: str, *, by: str) -> int:
        """Raises: SettingFault, RecordFault."""
        done = self._consents.withdraw(stay_id, by=by)
        if done.left:
            raise RecordFault(
                Text(
                    "withdrawn; still on the disk, unreadable without the key: {paths}; remove them",
                    paths=", ".join(map(str, done.left)),
                )
            )
        return done.removed

    def look(self, clip_id: str, *, by: str) -> WholeClip:
        """Raises: SettingFault, RecordFault."""
        clip = self._book.find(clip_id)
        if clip.head is None:
            raise RecordFault(clip.why_not)
        with self._book.opened(clip, by=by, what=AuditAction.CLIP_SEEN) as pictures:
            shown = tuple(pictures)
            whole = self._book.was_whole
        return WholeClip(clip.head, shown, whole)

    def delete(self, clip_id: str, *, by: str) -> None:
        """Raises: SettingFault, RecordFault."""
        self._book.delete([self._book.find(clip_id)], by=by)
