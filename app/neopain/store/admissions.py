"""Stays: who is admitted to this bed, with which ages and limits. At most one is open."""

from __future__ import annotations

from neopain.core.clinical.admission import Admission
from neopain.core.errors import RecordFault, SettingFault
from neopain.core.score.presets import BOUNDS, Preset, preset_by_id, with_limits
from neopain.store.database import Database, Row, Value

_SET = tuple(BOUNDS)
_COLUMNS = ", ".join(
    ("id", "patient_code", "gestation_days", "age_days", "admitted_utc", "discharged_utc", "preset", *_SET)
)


class AdmissionStore:
    """The stays in one record; reached as `SessionStore.admissions`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def current(self) -> Admission | None:
        """The stay that is open. Raises: RecordFault when it cannot be understood."""
        found = self._database.execute(
            f"SELECT {_COLUMNS} FROM admission WHERE discharged_utc IS NULL"  # noqa: S608 - names of ours
        )
        return self._admission_of(found[0]) if found else None

    def admit(self, admission: Admission) -> Admission:
        """Open a stay, durably, and give it back. Raises: RecordFault while another one is open."""
        with self._database.transaction(durable=True):
            standing = self.current()
            if standing is not None:
                raise RecordFault(
                    f"{standing.patient_code} is still admitted here; discharge that patient first"
                )
            self._insert(admission)
        return admission

    def correct(self, admission_id: str, corrected: Admission, utc: str) -> Admission:
        """Put `corrected` in the place of an open stay; the row that was wrong is kept as its history.

        Both rows have the same time of admission, which is how `revisions` knows them. Raises: RecordFault
        when that stay is not open.
        """
        with self._database.transaction(durable=True):
            self._close(admission_id, utc)
            self._insert(corrected)
        return corrected

    def revisions(self) -> list[Admission]:
        """The open stay as it was entered and corrected, oldest first; [] when nobody is admitted.

        Raises: RecordFault when one cannot be understood.
        """
        found = self._database.execute(
            f"SELECT {_COLUMNS} FROM admission WHERE admitted_utc = "  # noqa: S608 - names of ours
            "(SELECT admitted_utc FROM admission WHERE discharged_utc IS NULL) ORDER BY no"
        )
        return [self._admission_of(row) for row in found]

    def keep_preset(self, admission_id: str, preset: Preset) -> None:
        """Keep the limits of an open stay for its next session. Raises: RecordFault when it is not open."""
        columns = ", ".join(f"{name} = ?" for name in ("preset", *_SET))
        self._change(admission_id, columns, _preset_values(preset))

    def discharge(self, admission_id: str, utc: str) -> None:
        """Close the stay. Raises: RecordFault when it is not open."""
        self._change(admission_id, "discharged_utc = ?", [utc])

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

    def _change(self, admission_id: str, columns: str, values: list[Value]) -> None:
        with self._database.transaction(durable=True):
            self._update(admission_id, columns, values)

    def _close(self, admission_id: str, utc: str) -> None:
        self._update(admission_id, "discharged_utc = ?", [utc])

    def _update(self, admission_id: str, columns: str, values: list[Value]) -> None:
        found = self._database.execute(
            f"UPDATE admission SET {columns} "  # noqa: S608 - as above
            "WHERE id = ? AND discharged_utc IS NULL RETURNING id",
            [*values, admission_id],
        )
        if not found:
            raise RecordFault("that patient is no longer admitted here; look at the header, then try again")

    def _admission_of(self, row: Row) -> Admission:
        admission_id, code, gestation, age, admitted, discharged, preset, *limits = row
        try:
            kept = with_limits(preset_by_id(preset), **dict(zip(_SET, limits, strict=True)))
            return Admission(code, gestation, age, admitted, kept, admission_id, discharged)
        except (SettingFault, ValueError) as fault:
            raise RecordFault(
                f"{self._database.path} holds an admission that cannot be understood ({fault}); "
                "use the NeoPain that wrote it"
            ) from fault


def _preset_values(preset: Preset) -> list[Value]:
    return [preset.id, *(getattr(preset, name) for name in _SET)]
