"""The kept clips for people: list, look, export, delete; what shows or removes a picture is audited first."""

from __future__ import annotations

import csv
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from neopain.bedside.clips.clip_keys import ClipKeys
from neopain.bedside.contracts.pictures import ShownPicture
from neopain.core.audit import AuditAction
from neopain.core.clinical.clips import ClipHead, ClipPicture
from neopain.core.clinical.signing import check_who
from neopain.core.errors import RecordFault
from neopain.core.record import RecordedReading
from neopain.core.text import Text
from neopain.reports.atomic import refusals_of
from neopain.store.clips.clip_file import ClipReader
from neopain.store.clips.shelf import KeptClip, kept_clips, remove_clip
from neopain.store.sessions import SessionStore

NEAR_S = 0.5
"""A reading that is further from a picture than this does not stand beside it."""
TABLE = "pictures.csv"
COLUMNS = ("picture", "seconds", "frame", "raw", "smoothed", "quality", "reason")


@dataclass(frozen=True, slots=True)
class ListedClip:
    """A clip in a list.

    Attributes:
        kept: its file.
        head: what it says of itself; None where it does not open.
        why_not: why, in words.
    """

    kept: KeptClip
    head: ClipHead | None
    why_not: str = ""


class ClipBook:
    """For any thread.

    Attributes:
        was_whole: whether the clip that was read last was ended by whoever wrote it.
    """

    def __init__(self, data: Path, keys: ClipKeys | None = None) -> None:
        self._data = data
        self.was_whole = False
        self._keys = keys or ClipKeys(data)

    def clips(self, stay_id: str | None = None) -> list[ListedClip]:
        """Oldest first, of one stay or of all; no picture is read. Raises: RecordFault."""
        with refusals_of(str(self._data)):
            return [self._listed(clip) for clip in kept_clips(self._data, stay_id)]

    def of_stay(self, stay_id: str) -> list[ListedClip]:
        """Those of the stay, and of stays that were merged with it, oldest first. Raises: RecordFault."""
        found = []
        with SessionStore(self._data) as store:
            wanted = store.stays.standing_id(stay_id)
            for clip in self.clips():
                with suppress(RecordFault):
                    if store.stays.standing_id(clip.kept.stay_id) == wanted:
                        found.append(clip)
        return found

    def find(self, text: str) -> ListedClip:
        """The clip with this id, or the only one whose id begins so. Raises: RecordFault."""
        found = [clip for clip in self.clips() if text and clip.kept.clip_id.startswith(text)]
        if len(found) != 1:
            raise RecordFault(
                Text(
                    "{count} clips are called {text}; `neopain clips list` lists them",
                    count=len(found),
                    text=repr(text),
                )
            )
        return found[0]

    @contextmanager
    def opened(self, clip: ListedClip, *, by: str, what: AuditAction) -> Iterator[Iterator[ShownPicture]]:
        """Its pictures with their readings, by time. Raises: RecordFault, and then nothing was shown."""
        check_who(by)
        key = self._key_of(clip.kept)
        reader = ClipReader(clip.kept.path, key)
        head = reader.head
        try:
            with SessionStore(self._data) as store:
                self._refuse_if_of_another(store, clip.kept, head)
                store.audit.note(
                    what, head.id, actor=by, detail={"stay": head.stay_id, "session": head.session_id}
                )
                readings = _readings_around(store, head)
            yield _beside(self._pictures_of(reader), readings)
        finally:
            reader.close()

    def export(self, clip: ListedClip, folder: Path, *, by: str) -> int:
        """Its pictures, in the clear, and a table of their readings into a new folder. Returns: how many.

        Raises: RecordFault, also for a folder that exists.
        """
        with self.opened(clip, by=by, what=AuditAction.CLIP_EXPORT) as pictures, refusals_of(str(folder)):
            folder.mkdir(mode=0o700)
            rows = []
            for number, shown in enumerate(pictures, start=1):
                name = f"{number:06d}.jpg"
                _write_new(folder / name, shown.picture.jpeg)
                rows.append(_row(name, clip, shown))
            number = os.open(folder / TABLE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(number, "w", encoding="utf-8", newline="") as table:
                writer = csv.writer(table, lineterminator="\n")
                writer.writerow(COLUMNS)
                writer.writerows(rows)
        return len(rows)

    def delete(self, clips: Sequence[ListedClip], *, by: str) -> None:
        """Remove these, each audited. Raises: RecordFault."""
        check_who(by)
        with SessionStore(self._data) as store:
            for clip in clips:
                detail = {"stay": clip.kept.stay_id, "why": "asked for"}
                store.audit.note(AuditAction.CLIP_DELETE, clip.kept.clip_id, actor=by, detail=detail)
                with refusals_of(str(clip.kept.path)):
                    remove_clip(clip.kept)

    def delete_of_sessions(self, session_ids: Collection[str]) -> int:
        """Remove the clips of sessions that are purged, each audited; how many. Raises: RecordFault."""
        clips = [
            clip for clip in self.clips() if clip.head is not None and clip.head.session_id in session_ids
        ]
        self.delete(clips, by="purge")
        return len(clips)

    def _pictures_of(self, reader: ClipReader) -> Iterator[ClipPicture]:
        yield from reader.pictures()
        self.was_whole = reader.whole

    def _listed(self, clip: KeptClip) -> ListedClip:
        try:
            reader = ClipReader(clip.path, self._key_of(clip))
        except RecordFault as fault:
            return ListedClip(clip, None, str(fault))
        reader.close()
        return ListedClip(clip, reader.head)

    def _key_of(self, clip: KeptClip) -> bytes:
        key = self._keys.of(clip.stay_id)
        if key is None:
            raise RecordFault(Text("the key of {path} is not on this computer (any more)", path=clip.path))
        return key

    def _refuse_if_of_another(self, store: SessionStore, clip: KeptClip, head: ClipHead) -> None:
        owner = store.stays.stay_at(head.session_id, head.at)
        if owner is not None and owner != store.stays.standing_id(clip.stay_id):
            raise RecordFault(
                Text(
                    "the time of clip {clip} was another infant, for whom nobody consented: delete it",
                    clip=head.id,
                )
            )


def _readings_around(store: SessionStore, head: ClipHead) -> list[RecordedReading]:
    """Those of the clip's session; none where that is not in the record any more."""
    try:
        return list(store.readings(head.session_id, since=head.at - 300.0, until=head.at + 600.0))
    except RecordFault:
        return []


def _beside(pictures: Iterator[ClipPicture], readings: Sequence[RecordedReading]) -> Iterator[ShownPicture]:
    for picture in pictures:
        near = min(readings, key=lambda one: abs(one.captured_at - picture.at), default=None)
        if near is not None and abs(near.captured_at - picture.at) > NEAR_S:
            near = None
        yield ShownPicture(picture, near)


def _write_new(path: Path, content: bytes) -> None:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(number, "wb") as stream:
        stream.write(content)


def _row(name: str, clip: ListedClip, shown: ShownPicture) -> tuple[str, ...]:
    at = shown.picture.at - (clip.head.at if clip.head is not None else shown.picture.at)
    reading = shown.reading
    if reading is None:
        return (name, f"{at:.3f}", str(shown.picture.seq), "", "", "", "no_reading")
    numbers = ("" if one is None else f"{one:.3f}" for one in (reading.raw, reading.smoothed))
    reason = "" if reading.reason is None else reading.reason.value
    return (name, f"{at:.3f}", str(shown.picture.seq), *numbers, reading.quality.value, reason)
