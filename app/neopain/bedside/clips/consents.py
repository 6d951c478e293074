"""Consent to keep pictures: given, asked for, withdrawn; each in the audit, whose chain it stands in.

It fails closed: where the audit cannot be read, is not whole, or a backup was put back, there is none.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path

from neopain.bedside.clips.clip_keys import ClipKeys
from neopain.core.audit import AuditAction
from neopain.core.clinical.consent import Consent, ConsentBy, ConsentFor, standing_consent
from neopain.core.clinical.signing import check_who
from neopain.core.clock import Clock
from neopain.core.errors import NeopainError, RecordFault
from neopain.core.sessions import Session
from neopain.core.text import Text
from neopain.store.clips.clip_file import ClipReader
from neopain.store.clips.shelf import KeptClip, kept_clips, remove_clip
from neopain.store.sessions import SessionStore
from neopain.store.tables.audit import HEAD_FILE

logger = logging.getLogger(__name__)

LOOK_S = 3.0
LONGEST_LOOK_S = 10.0
"""The audit is looked at again after so long without and with a consent, and at once when it grew."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal did: how many clips are gone, and those that the disk did not let go."""

    removed: int
    left: tuple[Path, ...]


class ConsentBook:
    """For any thread."""

    def __init__(self, data: Path, clock: Clock, keys: ClipKeys | None = None) -> None:
        self._data = data
        self._clock = clock
        self._keys = keys or ClipKeys(data)
        self._lock = threading.Lock()
        self._seen: Consent | None = None
        self._look_at = float("-inf")
        self._head: tuple[int, int, int] | None = None

    def give(self, given_by: ConsentBy, purpose: ConsentFor, *, asked_by: str, days: float) -> Consent:
        """Log a consent for whoever is admitted now, and make the key of the clips.

        Raises: SettingFault; RecordFault while nobody is admitted.
        """
        now = self._clock.utc().astimezone(UTC)
        with SessionStore(self._data) as store:
            admission = store.admissions.current()
            if admission is None:
                raise RecordFault(
                    Text("nobody is admitted here; a consent is for one stay: admit the patient first")
                )
            consent = Consent(
                admission.id,
                given_by,
                asked_by,
                purpose,
                now.isoformat(timespec="milliseconds"),
                (now + timedelta(days=days)).isoformat(timespec="milliseconds"),
            )
            self._keys.make(admission.id)
            store.audit.note(AuditAction.CONSENT, admission.id, actor=asked_by, detail=consent.detail)
        return consent

    def standing(self) -> Consent | None:
        """The consent that holds now for whoever is admitted now; None for none. Raises: RecordFault."""
        with SessionStore(self._data) as store:
            return self._standing(store)

    def withdraw(self, stay_id: str, *, by: str) -> Withdrawn:
        """Log it, forget the key, remove the clips; from the first of these on nothing can be seen any more.

        It ends the consent of every stay of this infant, and takes whatever shows it. It may be done after
        the stay, too, and where there are clips without a consent.

        Raises: SettingFault; RecordFault, when the key is still there; the clips are removed all the same.
        """
        check_who(by)
        with SessionStore(self._data) as store:
            stays = sorted(store.stays.of_one_infant(stay_id))
            clips = [clip for clip in kept_clips(self._data) if self._shows(store, clip, stays)]
            for one in stays:
                count = sum(clip.stay_id == one for clip in clips)
                store.audit.note(AuditAction.WITHDRAW, one, actor=by, detail={"clips": count})
            fault: RecordFault | None = None
            for one in stays:
                try:
                    self._keys.forget(one)
                except RecordFault as kept:
                    fault = kept
            left = []
            for clip in clips:
                try:
                    remove_clip(clip)
                except OSError:
                    left.append(clip.path)
                else:
                    store.audit.note(
                        AuditAction.CLIP_DELETE,
                        clip.clip_id,
                        actor=by,
                        detail={"stay": stay_id, "why": "withdrawn"},
                    )
        if fault is not None:
            raise fault
        return Withdrawn(len(clips) - len(left), tuple(left))

    def _shows(self, store: SessionStore, clip: KeptClip, stays: Collection[str]) -> bool:
        """Whether it lies with these stays, or its time was moved to one of them since."""
        if clip.stay_id in stays:
            return True
        with suppress(RecordFault):
            key = self._keys.of(clip.stay_id)
            if key is not None:
                reader = ClipReader(clip.path, key)
                reader.close()
                return store.stays.stay_at(reader.head.session_id, reader.head.at) in stays
        return False

    def of_session(self, session: Session) -> Consent | None:
        """The consent under which this running session may keep pictures now; None for none. Never raises."""
        now = self._clock.monotonic()
        with self._lock:
            head = self._head_now()
            if now >= self._look_at or head != self._head:
                self._head = head
                self._seen = self._looked_up(session, now)
                self._look_at = now + (LOOK_S if self._seen is None else LONGEST_LOOK_S)
            seen = self._seen
        return seen if seen is not None and seen.holds(seen.stay_id, self._clock.utc()) else None

    def look_again(self) -> None:
        """Whatever is next asked for is looked up anew."""
        with self._lock:
            self._look_at = float("-inf")

    def _looked_up(self, session: Session, now: float) -> Consent | None:
        try:
            with SessionStore(self._data) as store:
                found = self._standing(store)
                # The session's own moment counts: a time that was moved to another infant keeps nothing.
                if found is None or store.stays.stay_at(session.id, now) != found.stay_id:
                    return None
                return found
        except (NeopainError, OSError) as fault:
            logger.warning("it cannot be read whether pictures may be kept, so none are: %s", fault)
            return None

    def _standing(self, store: SessionStore) -> Consent | None:
        admission = store.admissions.current()
        if admission is None:
            return None
        since = store.audit.since(AuditAction.CONSENT, admission.id)
        found = standing_consent(since, store.stays.of_one_infant(admission.id))
        return found if found is not None and found.holds(admission.id, self._clock.utc()) else None

    def _head_now(self) -> tuple[int, int, int] | None:
        try:
            told = (self._data / HEAD_FILE).stat()
        except OSError:
            return None
        return told.st_mtime_ns, told.st_size, told.st_ino
