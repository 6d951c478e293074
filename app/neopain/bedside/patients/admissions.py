"""Patient, limits and PIN of this bed, over the record and the PIN's file."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from math import inf
from pathlib import Path

from neopain.bedside.contracts.ward import PinAnswer, WardState
from neopain.bedside.exports.content import recorded_parts
from neopain.bedside.exports.export import export_csv
from neopain.core.audit import AuditAction
from neopain.core.clinical.admission import Admission, check_patient_code, proposed_preset
from neopain.core.clinical.pin import PinGate, Verdict, keep_pin
from neopain.core.clinical.same_patient import GAP_S, Gap, gap_before
from neopain.core.clock import Clock
from neopain.core.errors import RecordFault, SettingFault
from neopain.core.record import SessionSummary
from neopain.core.score.presets import Preset
from neopain.core.text import Text
from neopain.store.files.pin_file import PinFile
from neopain.store.sessions import SessionStore
from neopain.store.set_aside import open_to_record
from neopain.store.tables.admissions import limits_of

logger = logging.getLogger(__name__)

SAME_PATIENT = "said to be the same patient"
"""Why a session of nobody's belongs to the stay, for its history."""


class BedsideAdmissions:
    """Implements `bedside.contracts.ward.Ward`; may be called from any thread."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        refuse_if_held: Callable[[], None] = lambda: None,
        who: Callable[[], str] = str,
    ) -> None:
        """`refuse_if_held` raises RecordFault while another NeoPain holds the folder; `who`: who does it."""
        self._who = who
        self._folder = folder
        self._refuse_if_held = refuse_if_held
        self._clock = clock
        self._pin_file = PinFile(folder)
        self._lock = threading.Lock()
        self._gate: PinGate | None = None
        self._looked_after: str | None = None
        """The newest session when somebody last confirmed the infant; a later one may ask again."""
        self._looked_at = 0.0

    def state(self, *, running: bool) -> WardState:
        """Raises: RecordFault."""
        admission, gap = self._look(running=running)
        return WardState(admission, gap, self._pin_file.load() is not None)

    def for_start(self) -> tuple[str | None, Preset | None]:
        """Code and limits for a session that starts now; (None, None) when nobody is admitted.

        While it is not known whether the same infant lies here, the limits stay and the code is "": nothing
        is written under the code of an infant who may have left. Raises: RecordFault.
        """
        admission, gap = self._look(running=False)
        if admission is None:
            return None, None
        return "" if gap is not None else admission.patient_code, admission.preset

    def admit(self, patient_code: str, gestation_days: int, age_days: int) -> Admission:
        """Raises: SettingFault, RecordFault."""
        self._refuse_if_held()
        admission = Admission(
            check_patient_code(patient_code),
            gestation_days,
            age_days,
            self._now_utc(),
            proposed_preset(gestation_days),
        )
        with self._record() as store:
            return store.admissions.admit(admission)

    def correct(self, patient_code: str, gestation_days: int, age_days: int) -> Admission:
        """Raises: SettingFault, RecordFault."""
        self._refuse_if_held()
        with self._record() as store:
            standing = store.admissions.current()
            if standing is None:
                raise RecordFault(Text("nobody is admitted here; nothing to correct"))
            corrected = standing.corrected(patient_code, gestation_days, age_days, self._clock.utc())
            corrected = store.admissions.correct(standing.id, corrected, self._now_utc())
        # Whoever says who this is has looked.
        self.confirm_same()
        return corrected

    def corrections(self) -> Sequence[Admission]:
        """Raises: RecordFault."""
        with self._record() as store:
            return store.admissions.revisions()

    def confirm_same(self) -> Admission | None:
        """Raises: RecordFault."""
        self._refuse_if_held()
        with self._record() as store:
            newest = _newest(store.sessions())
            admission = store.admissions.current()
            if admission is not None:
                self._take_uncoded(store, admission)
        self._looked_after = "" if newest is None else newest.session.id
        self._looked_at = self._clock.monotonic()
        return admission

    def discharge(self, export_to: Path | None) -> Sequence[Path]:
        """Raises: RecordFault."""
        self._refuse_if_held()
        with self._record() as store:
            admission = store.admissions.current()
            if admission is None:
                raise RecordFault(Text("nobody is admitted here; nothing to discharge"))
            written = [] if export_to is None else self._export(store, admission, export_to)
            store.admissions.discharge(admission.id, self._now_utc())
        return written

    def keep_preset(self, preset: Preset, by: str = "") -> None:
        """Raises: RecordFault."""
        self._refuse_if_held()
        with self._record() as store:
            store.audit.actor = by or store.audit.actor
            admission = store.admissions.current()
            if admission is not None:
                store.admissions.keep_preset(admission.id, preset)
            else:
                store.audit.note(AuditAction.LIMITS, detail=limits_of(preset))

    def set_pin(self, pin: str) -> None:
        """Raises: SettingFault, RecordFault."""
        self._refuse_if_held()
        with self._lock:
            if self._pin_file.load() is not None:
                raise SettingFault(
                    Text("a PIN is set already; type it, or have the machine's owner delete its file")
                )
            kept = keep_pin(pin)
            self._pin_file.save(kept)
            self._gate = PinGate(kept, self._clock.monotonic())
            self._note(AuditAction.PIN_SET)

    def judge_pin(self, pin: str) -> PinAnswer | None:
        """As `try_pin`; None where no PIN was set. Raises: RecordFault."""
        return None if self._pin_file.load() is None else self.try_pin(pin)

    def try_pin(self, pin: str) -> PinAnswer:
        """Raises: SettingFault, RecordFault."""
        with self._lock:
            kept = self._pin_file.load()
            if kept is None:
                self._gate = None
                raise SettingFault(Text("no PIN was set yet; set one first"))
            now = self._clock.monotonic()
            # A file that somebody replaced meanwhile counts, not what was read from the old one.
            if self._gate is None or self._gate.kept != kept:
                self._gate = PinGate(kept, now)
            verdict = self._gate.attempt(pin, now)
            if self._gate.kept != kept:
                self._pin_file.save(self._gate.kept)
            if verdict is not Verdict.RIGHT:
                self._note(AuditAction.PIN_WRONG, wrong_tries=self._gate.kept.wrong_tries)
            return PinAnswer(verdict, self._gate.wait_s(now), self._gate.kept.wrong_tries)

    @contextmanager
    def _record(self) -> Iterator[SessionStore]:
        """The record, whose audit says who it was."""
        with open_to_record(self._folder) as store:
            store.audit.actor = self._who()
            yield store

    def _take_uncoded(self, store: SessionStore, admission: Admission) -> None:
        """What was recorded while nobody had said whose it is belongs to the infant who still lies here.

        Hours that somebody gave to another infant meanwhile stay with that one, and what was simulated stays
        out of the stay of somebody who was seen.
        """
        since = datetime.fromisoformat(admission.admitted_utc)
        uncoded = [
            part
            for part in store.stays.parts_of_nobody()
            if not part.session.patient_code and datetime.fromisoformat(part.session.started_utc) >= since
        ]
        own = store.stays.parts(admission.id)
        seen = any(not part.session.simulated for part in (*own, *uncoded))
        for part in uncoded:
            if not (seen and part.session.simulated):
                store.stays.move(
                    part.session.id,
                    None if part.since == -inf else part.since,
                    None if part.until == inf else part.until,
                    admission.id,
                    utc=self._now_utc(),
                    author=self._who(),
                    reason=SAME_PATIENT,
                )

    def _look(self, *, running: bool) -> tuple[Admission | None, Gap | None]:
        with self._record() as store:
            admission = store.admissions.current()
            newest = None if admission is None else _newest(store.sessions())
        looked = self._looked_after == ("" if newest is None else newest.session.id)
        if running or (looked and self._clock.monotonic() - self._looked_at <= GAP_S):
            return admission, None
        return admission, gap_before(admission, newest, self._clock.utc())

    def _export(self, store: SessionStore, admission: Admission, folder: Path) -> list[Path]:
        """A file for each session; one of the whole stay where hours of a session are another infant's."""
        parts = store.stays.parts(admission.id)
        subjects = {part.session.id: part.session.started_utc for part in parts}
        if not all(part.whole for part in parts):
            is_recorded = bool(recorded_parts(store, admission.id))
            subjects = {admission.id: admission.admitted_utc} if is_recorded else {}
        written: list[Path] = []
        for subject, begun in (*subjects.items(), *_of_no_stay(store, admission)):
            # The code may hold a slash; an id is safe in a file's name.
            target = folder / f"neopain-{datetime.fromisoformat(begun):%Y%m%d-%H%M%S}-{subject[:8]}.csv"
            export_csv(self._folder, subject, target, replace=True, actor=self._who())
            written.append(target)
        return written

    def _note(self, action: AuditAction, **detail: float) -> None:
        try:
            with self._record() as store:
                store.audit.note(action, detail=detail)
        except RecordFault:
            # The PIN is kept in a file of its own, and must work while the record fails.
            logger.exception("the audit did not take %s", action)

    def _now_utc(self) -> str:
        return self._clock.utc().isoformat(timespec="milliseconds")


def _of_no_stay(store: SessionStore, admission: Admission) -> Iterator[tuple[str, str]]:
    """Id and start of what an older version recorded under the stay's codes, without saying of which stay."""
    codes = {one.patient_code for one in store.admissions.revisions()}
    since = datetime.fromisoformat(admission.admitted_utc)
    for summary in store.sessions():
        session = summary.session
        begun = datetime.fromisoformat(session.started_utc)
        own = session.patient_code in codes and begun >= since
        if own and store.stays.stay_at(session.id, session.started_at) is None:
            yield session.id, session.started_utc


def _newest(sessions: Sequence[SessionSummary]) -> SessionSummary | None:
    return sessions[0] if sessions else None
