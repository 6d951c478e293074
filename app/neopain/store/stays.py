"""The stay of one infant: its sessions, log, notes and manual scores, across restarts and cameras."""

from __future__ import annotations

from neopain.store.audit import Audit
from neopain.store.database import Database


class StayStore:
    """The stays in one record; reached as `SessionStore.stays`."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def sessions_of_open_stay(self) -> frozenset[str]:
        """Ids of the sessions of whoever is admitted now. Raises: RecordFault."""
        found = self._database.execute(
            "SELECT id FROM session WHERE stay IN (SELECT no FROM admission WHERE discharged_utc IS NULL) "
            "OR patient_code IN (SELECT patient_code FROM admission WHERE discharged_utc IS NULL)"
        )
        return frozenset(session_id for (session_id,) in found)

    def open_stay_of(self, patient_code: str) -> int | None:
        """The number of the open stay when it is of this patient. Raises: RecordFault."""
        if not patient_code:
            return None
        found = self._database.execute(
            "SELECT no FROM admission WHERE discharged_utc IS NULL AND patient_code = ?", [patient_code]
        )
        return int(found[0][0]) if found else None
