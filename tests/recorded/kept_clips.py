"""Clips as the monitor keeps them: an admission, a consent, and the monitor's own desk that writes them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from neopain.bedside.clips.clip_desk import SessionClips
from neopain.bedside.clips.consents import ConsentBook
from neopain.bedside.patients.admissions import BedsideAdmissions
from neopain.core.clinical.clips import ClipHead, ClipPicture, ClipReason, ClipRule
from neopain.core.clinical.consent import ConsentBy, ConsentFor
from neopain.core.clock import SystemClock
from neopain.core.frames import BgrImage, Frame
from neopain.store.sessions import SessionStore
from tests.fakes import a_session


@dataclass(frozen=True)
class Kept:
    """Where it lies and whose it is."""

    path: Path
    stay_id: str
    clip_id: str


def keep_clip(
    data: Path,
    pictures: Iterable[tuple[float, BgrImage]],
    *,
    patient: str = "P-1",
    purpose: ConsentFor = ConsentFor.OWN_MODEL,
) -> Kept:
    """Admit, ask for the consent, keep one clip of these pictures at these seconds, and discharge."""
    clock = SystemClock()
    ward = BedsideAdmissions(data, clock)
    stay = ward.admit(patient, 240, 3).id
    consent = ConsentBook(data, clock).give(ConsentBy.BOTH_PARENTS, purpose, asked_by="AB", days=1.0)
    began = clock.monotonic()
    session = a_session(
        id=str(uuid.uuid4()),
        patient_code=patient,
        started_at=began,
        started_utc=datetime.now(UTC).isoformat(),
    )
    with SessionStore(data) as store:
        store.begin(session)
    desk = SessionClips(data, session, ClipRule(), clock)
    assert desk.consent(fresh=True) == consent
    head = ClipHead(
        str(uuid.uuid4()), stay, session.id, ClipReason.ALARM, "pain", began + 1.0,
        datetime.now(UTC).isoformat(), consent.purpose.value, simulated=True,
    )  # fmt: skip
    clip = desk.open(head)
    for number, (at, image) in enumerate(pictures):
        clip.add(ClipPicture(began + at, number, desk.pack(Frame(number, began + at, image))))
    clip.end(0)
    desk.kept(clip, 0)
    ward.discharge(None)
    (path,) = (data / "clips" / stay).glob("*.npclip")
    return Kept(path, stay, head.id)
