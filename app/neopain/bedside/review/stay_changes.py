"""Whose a time of the record is, put right: merged stays and moved times, by rows that are only added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf, nextafter
from pathlib import Path

from neopain.core.clinical.admission import Admission, check_patient_code
from neopain.core.clock import Clock
from neopain.core.errors import RecordFault
from neopain.core.stay.reviewed import ReviewedStay
from neopain.core.stay.stays import StayChange
from neopain.core.text import Text
from neopain.store.sessions import SessionStore


class RecordedChanges:
    """Implements `bedside.contracts.review.StayChanges`; for any thread."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def history(self, stay: ReviewedStay) -> Sequence[StayChange]:
        """Raises: RecordFault."""
        if not stay.line.is_stay:
            return ()
        with SessionStore(self._folder) as store:
            return store.stays.history(stay.line.id)

    def admission(self, stay: ReviewedStay) -> Admission | None:
        """Raises: RecordFault."""
        if not stay.line.is_stay or stay.line.open:
            return None
        with SessionStore(self._folder) as store:
            found = (one for one in store.admissions.numbered().values() if one.id == stay.line.id)
            return next(found, None)

    def correct(
        self, before: Admission, code: str, gestation_days: int, age_days: int, *, author: str, reason: str
    ) -> None:
        """Raises: RecordFault, SettingFault."""
        after = replace(
            before, patient_code=check_patient_code(code), gestation_days=gestation_days, age_days=age_days
        )
        with SessionStore(self._folder) as store:
            store.stays.correct(before, after, utc=self._now(), author=author, reason=reason)

    def merge(self, stay_id: str, into_id: str, *, author: str, reason: str) -> None:
        """Raises: RecordFault."""
        with SessionStore(self._folder) as store:
            store.stays.merge(stay_id, into_id, utc=self._now(), author=author, reason=reason)

    def move(
        self, stay: ReviewedStay, start: float, stop: float, to_id: str, *, author: str, reason: str
    ) -> int:
        """Raises: RecordFault, also when nothing was recorded in that time; nothing is moved then."""
        parts = stay.parts_in(start, stop)
        if not parts or not start < stop:
            raise RecordFault(Text("nothing of this was recorded in that time; choose another one"))
        utc = self._now()
        with SessionStore(self._folder) as store:
            for part in parts:
                # An end that lies outside the part is open: what comes before its first reading moves along.
                since = None if start <= part.start else start - part.shift_s
                until = None if stop >= part.stop else stop - part.shift_s
                if until is None and not part.closed:
                    # It may be running: what is recorded from now on is of whoever lies there now.
                    until = nextafter(part.stop - part.shift_s, inf)
                store.stays.move(
                    part.session.id, since, until, to_id, utc=utc, author=author, reason=reason
                )  # fmt: skip
        return len(parts)

    def _now(self) -> str:
        return self._clock.utc().isoformat(timespec="milliseconds")
