"""Stays: who is admitted to this bed, with which ages and limits. At most one is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from neopain.core.audit import AuditAction
from neopain.core.clinical.admission import Admission
from neopain.core.errors import RecordFault, SettingFault
from neopain.core.record import new_id
from neopain.core.score.presets import BOUNDS, Preset, preset_by_id, with_limits
from neopain.core.text import Text
from neopain.store.sqlite.checksum import COLUMNS, DamagedRow, check_row, seal, select
from neopain.store.sqlite.database import Database, Row, Value
from neopain.store.tables.audit import Audit, Detail
from neopain.store.tables.believable import check_texts, check_utc, check_whole
from neopain.store.tables.rows import NONSENSE, nonsense

_SET = tuple(BOUNDS)
_TEXTS = ("id", "patient_code", "admitted_utc", "preset")
_WHOLE = ("gestation_days", "age_days")
_COLUMNS = ", ".join(COLUMNS["admission"][1:])

_SEAL = seal("admission", "id = ?")
_END_DAMAGED = f"""UPDATE admission SET
    {", ".join(f"{name} = iif(typeof({name}) = 'text', {name}, hex(randomblob(8)))" for name in _TEXTS)},
    {", ".join(f"{name} = iif(typeof({name}) = 'integer', {name}, 0)" for name in _WHOLE)},
    {", ".join(f"{name} = iif(typeof({name}) IN ('real', 'integer'), {name}, 0.0)" for name in _SET)},
    discharged_utc = ? WHERE discharged_utc IS NULL"""  # noqa: S608 - names of ours
"""What is of another type than its column can be read, but not written again: something takes its place."""
_OPEN_SINCE = "(SELECT admitted_utc FROM admission WHERE discharged_utc IS NULL)"


class AdmissionStore:
    """The stays in one record; reached as `SessionStore.admissions`."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def current(self) -> Admission | None:
        """The stay that is open.

        Raises: RecordFault when it cannot be understood; DamagedRow when it is not as it was written: the
        patient has to be admitted again.
        """
        found = self._database.execute(f"{select('admission')} WHERE discharged_utc IS NULL")
        if not found:
            return None
        return self._checked(found[0])

    def admit(self, admission: Admission) -> Admission:
        """Open a stay, durably, and give it back. Raises: RecordFault while another one is open."""
        with self._audited(AuditAction.ADMIT, admission.id, {"gestation_days": admission.gestation_days}):
            try:
                standing = self.current()
            except DamagedRow:
                # Nobody knows any more who that was: the row keeps its wrong sum, and the stay ends.
                standing = None
                self._database.execute(_END_DAMAGED, [admission.admitted_utc])
            if standing is not None:
                raise RecordFault(
                    Text(
                        "{code} is still admitted here; discharge that patient first",
                        code=standing.patient_code,
                    )
                )
            self._insert(admission)
        return admission

    def correct(self, admission_id: str, corrected: Admission, utc: str) -> Admission:
        """Let the open stay be as in `corrected`: code and ages; what stood there is kept as a closed row.

        Both rows have the same time of admission, which is how `revisions` knows them; the stay's own row and
        its sessions stay what they were. Raises: RecordFault when that stay is not open.
        """
        before = self.current()
        ages = {"gestation_days": corrected.gestation_days, "age_days": corrected.age_days}
        was = {} if before is None else _ages_before(before)
        with self._audited(AuditAction.CORRECT, admission_id, {**ages, **was}):
            if before is not None:
                self._insert(replace(before, id=new_id(), discharged_utc=utc))
            values: list[Value] = [corrected.patient_code, *ages.values()]
            self._change(admission_id, "patient_code = ?, gestation_days = ?, age_days = ?", values)
        return replace(corrected, id=admission_id)

    def revisions(self) -> list[Admission]:
        """The open stay as it was entered and corrected, oldest first; [] when nobody is admitted.

        Raises: RecordFault when one cannot be understood, DamagedRow when it is not as it was written.
        """
        found = self._database.execute(
            f"{select('admission')} WHERE admitted_utc = {_OPEN_SINCE} ORDER BY discharged_utc IS NULL, no"
        )
        return [self._checked(row) for row in found]

    def numbered(self) -> dict[int, Admission]:
        """All stays by their number, oldest first; what is damaged is left out. Raises: RecordFault."""
        found = {}
        for row in self._database.execute(f"{select('admission')} ORDER BY no"):
            try:
                found[int(row[0])] = self._checked(row)
            except DamagedRow:
                continue
        return found

    def keep_preset(self, admission_id: str, preset: Preset) -> None:
        """Keep the limits of an open stay for its next session. Raises: RecordFault when it is not open."""
        columns = ", ".join(f"{name} = ?" for name in ("preset", *_SET))
        with self._audited(AuditAction.LIMITS, admission_id, limits_of(preset)):
            self._change(admission_id, columns, _preset_values(preset))

    def discharge(self, admission_id: str, utc: str) -> None:
        """Close the stay. Raises: RecordFault when it is not open."""
        with self._audited(AuditAction.DISCHARGE, admission_id):
            self._change(admission_id, "discharged_utc = ?", [utc])

    @contextmanager
    def _audited(self, action: AuditAction, subject: str, detail: Detail | None = None) -> Iterator[None]:
        """The change and its row in the audit stand or fall together."""
        with self._database.transaction(durable=True):
            yield
            self._audit.add(action, subject, detail=detail)

    def _insert(self, admission: Admission) -> None:
        values: list[Value] = [
            admission.id,
            admission.patient_code,
            admission.gestation_days,
            admission.age_days,
            admission.admitted_utc,
            admission.discharged_utc,
            *_preset_values(admission.preset),
        ]
        self._database.execute(
            f"INSERT INTO admission ({_COLUMNS}) VALUES (?{', ?' * (len(values) - 1)})",  # noqa: S608 - as above
            values,
        )
        self._database.execute(_SEAL, [admission.id])

    def _change(self, admission_id: str, columns: str, values: list[Value]) -> None:
        found = self._database.execute(
            f"UPDATE admission SET {columns} "  # noqa: S608 - as above
            "WHERE id = ? AND discharged_utc IS NULL RETURNING id",
            [*values, admission_id],
        )
        if not found:
            raise RecordFault(
                Text("that patient is no longer admitted here; look at the header, then try again")
            )
        self._database.execute(_SEAL, [admission_id])

    def _checked(self, found: Row) -> Admission:
        *row, kept = found
        required = row[0] > self._database.unchecked().get("admission", 0)
        check_row(f"admission {row[0]} of {self._database.path}", row, kept, required=required)
        return self._admission_of(tuple(row[1:]))

    def _admission_of(self, row: Row) -> Admission:
        admission_id, code, gestation, age, admitted, discharged, preset, *limits = row
        try:
            check_texts(admission_id, code)
            check_whole(gestation, age)
            check_utc(admitted, *([] if discharged is None else [discharged]))
            kept = with_limits(preset_by_id(preset), **dict(zip(_SET, limits, strict=True)))
            return Admission(code, gestation, age, admitted, kept, admission_id, discharged)
        except (SettingFault, *NONSENSE) as error:
            raise nonsense(f"admission {str(admission_id)[:40]}", self._database.path, error) from error


def limits_of(preset: Preset) -> Detail:
    """The preset as the audit keeps it."""
    return {"preset": preset.id} | {name: getattr(preset, name) for name in _SET}


def _ages_before(admission: Admission) -> dict[str, int]:
    return {
        "gestation_days_before": admission.gestation_days,
        "age_days_before": admission.age_days,
    }


def _preset_values(preset: Preset) -> list[Value]:
    return [preset.id, *(getattr(preset, name) for name in _SET)]
