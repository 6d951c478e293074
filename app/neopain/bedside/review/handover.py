"""The numbers of a handover, for whoever draws the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from neopain.bedside.exports.export import found, note_export, ward_zone
from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clock import SystemClock
from neopain.reports.content.handover import Handover
from neopain.reports.content.level import Level
from neopain.store.sessions import SessionStore

HOUR_S = 3600.0


def handover_page(folder: Path, which: str, hours: float | None = None) -> Handover:
    """The page about the last so many hours of a session or stay, named as for an export; all of it for None.

    Noted in the audit as an export. Raises: RecordFault.
    """
    review = RecordedReview(folder, SystemClock())
    with SessionStore(folder) as store:
        subject, _ = found(store, which, None)
        note_export(store, subject, "pdf", Level.CLINICAL)
    stay = review.open(subject)
    start = stay.start if hours is None else stay.stop - HOUR_S * hours
    return replace(review.handover(stay, start, stay.stop), zone=ward_zone(folder))
