"""What the clips' thread asks of the program: consent, a new file, room on the disk, a row in the audit."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from neopain.bedside.clips.clip_keys import ClipKeys
from neopain.bedside.clips.consents import ConsentBook
from neopain.bedside.clips.wish import take_wish
from neopain.capture.decoding.jpeg import encode_jpeg
from neopain.core.audit import AuditAction
from neopain.core.clinical.clips import ClipHead, ClipRule
from neopain.core.clinical.consent import Consent
from neopain.core.clock import Clock
from neopain.core.errors import RecordFault
from neopain.core.frames import Frame
from neopain.core.sessions import Session
from neopain.core.text import Text
from neopain.store.clips.clip_file import ClipWriter
from neopain.store.clips.shelf import FOLDER, due, kept_clips, new_path, remove_clip
from neopain.store.sessions import SessionStore
from neopain.workers.clips.clip_ports import ClipSink

logger = logging.getLogger(__name__)


class SessionClips:
    """Implements `workers.clips.clip_ports.ClipDesk` for one session; used by one thread."""

    def __init__(self, data: Path, session: Session, rule: ClipRule, clock: Clock) -> None:
        self.rule = rule
        self._data = data
        self._session = session
        self._clock = clock
        self._keys = ClipKeys(data)
        self._consents = ConsentBook(data, clock, self._keys)

    def consent(self, *, fresh: bool = False) -> Consent | None:
        """As the port says."""
        if fresh:
            self._consents.look_again()
        return self._consents.of_session(self._session)

    def wanted(self) -> bool:
        """As the port says."""
        return take_wish(self._data)

    def pack(self, frame: Frame) -> bytes:
        """As the port says."""
        return encode_jpeg(frame.image)

    def open(self, head: ClipHead) -> ClipWriter:
        """As the port says. Raises: RecordFault, OSError."""
        key = self._keys.of(head.stay_id)
        if key is None:
            raise RecordFault(Text("the key of the clips is not there; withdraw the consent and ask again"))
        path = new_path(self._data, head.stay_id, head.id, self._clock.utc())
        return ClipWriter(path, key, head)

    def kept(self, clip: ClipSink, missing: int) -> None:
        """As the port says. Raises: RecordFault."""
        head = clip.head
        detail = {
            "stay": head.stay_id,
            "session": head.session_id,
            "why": head.reason.value,
            "pictures": clip.pictures,
            "missing": missing,
        }
        with SessionStore(self._data) as store:
            store.audit.note(AuditAction.CLIP_KEPT, head.id, detail=detail)

    def sweep(self) -> int:
        """As the port says. Raises: RecordFault, OSError."""
        return sweep(self._data, self.rule, self._clock)


def sweep(data: Path, rule: ClipRule, clock: Clock) -> int:
    """Remove what the ward's rule says, each audited. Returns: how many. Raises: RecordFault, OSError."""
    found = due(kept_clips(data), rule, clock.utc())
    if not found:
        return 0
    now = clock.utc()
    with SessionStore(data) as store:
        for clip in found:
            old = (now - clip.utc).total_seconds() > rule.keep_days * 86_400.0
            remove_clip(clip)
            detail = {"stay": clip.stay_id, "why": "too old" if old else "no room"}
            store.audit.note(AuditAction.CLIP_DELETE, clip.clip_id, detail=detail)
    forget_keys_without_clips(data)
    return len(found)


def forget_keys_without_clips(data: Path) -> None:
    """A key in a file whose stay is over and has no clips any more goes with them."""
    with suppress(RecordFault, OSError), SessionStore(data) as store:
        here = store.admissions.current()
        for file in (data / FOLDER).glob("*.key"):
            stay_id = file.stem
            if (here is None or here.id != stay_id) and not kept_clips(data, stay_id):
                file.unlink(missing_ok=True)
