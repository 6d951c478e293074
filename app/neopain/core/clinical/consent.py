"""Consent to keep pictures of one infant: for one stay, for a purpose, until a time, and revocable.

Whoever gives it is told by their part, never by a name: the audit, which keeps it, is never purged.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from neopain.core.audit import AuditAction, AuditRow
from neopain.core.clinical.signing import check_who
from neopain.core.errors import SettingFault
from neopain.core.text import Text

LONGEST_DAYS = 90
"""A consent that nobody has asked about for so long has to be asked for anew."""


class ConsentBy(StrEnum):
    """Who gave it."""

    MOTHER = "mother"
    FATHER = "father"
    BOTH_PARENTS = "both_parents"
    GUARDIAN = "guardian"


class ConsentFor(StrEnum):
    """What the pictures may be used for."""

    CARE = "care"
    OWN_MODEL = "own_model"
    RESEARCH = "research"
    TEACHING = "teaching"


FOR_MODELS = frozenset({ConsentFor.OWN_MODEL.value, ConsentFor.RESEARCH.value})
"""What parents consented to for the bedside or for teaching is tried on no model, and trains none."""
GIVER_WORDS: Mapping[ConsentBy, Text] = {
    ConsentBy.MOTHER: Text("the mother"),
    ConsentBy.FATHER: Text("the father"),
    ConsentBy.BOTH_PARENTS: Text("both parents"),
    ConsentBy.GUARDIAN: Text("the guardian"),
}
PURPOSE_WORDS: Mapping[ConsentFor, Text] = {
    ConsentFor.CARE: Text("looking back at the bedside"),
    ConsentFor.OWN_MODEL: Text("the ward's own model"),
    ConsentFor.RESEARCH: Text("research"),
    ConsentFor.TEACHING: Text("teaching"),
}


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent, as it was logged.

    Attributes:
        stay_id: the only stay that it holds for.
        given_by: who gave it.
        asked_by: initials of whoever asked and logged it.
        purpose: what the pictures may be used for.
        given_utc, until_utc: from when to before when pictures may be kept, ISO 8601 with offset.
    """

    stay_id: str
    given_by: ConsentBy
    asked_by: str
    purpose: ConsentFor
    given_utc: str
    until_utc: str

    def __post_init__(self) -> None:
        """Raises: SettingFault for initials, or times, that make no sense."""
        check_who(self.asked_by)
        try:
            given, until = (datetime.fromisoformat(text) for text in (self.given_utc, self.until_utc))
            longest = until - given
        except (ValueError, TypeError) as fault:
            raise SettingFault(
                Text("a consent's times have an offset such as +00:00; got {until}", until=self.until_utc)
            ) from fault
        if given.tzinfo is None or not timedelta(0) < longest <= timedelta(days=LONGEST_DAYS):
            raise SettingFault(
                Text(
                    "a consent lasts from now to at most {days} days; got {until}: choose an end within",
                    days=LONGEST_DAYS,
                    until=self.until_utc,
                )
            )

    def holds(self, stay_id: str, utc: datetime) -> bool:
        """Whether pictures of this stay may be kept at that time; a clock that was set back does not."""
        given, until = (datetime.fromisoformat(text) for text in (self.given_utc, self.until_utc))
        return stay_id == self.stay_id and given <= utc.astimezone(UTC) < until

    @property
    def detail(self) -> dict[str, str]:
        """As the audit keeps it, beside the stay and who asked."""
        return {
            "given_by": self.given_by.value,
            "purpose": self.purpose.value,
            "given_utc": self.given_utc,
            "until_utc": self.until_utc,
        }


def standing_consent(rows: Sequence[AuditRow], infant: Collection[str] = ()) -> Consent | None:
    """The consent that the newest row of its kind tells and no later row ends; None otherwise.

    `rows` are the audit's from that row on. `infant` are the ids of all stays of this infant: parents
    withdraw for their child, whichever of its stays was named. A restore ends it, too: what the backup did
    not know may have been a withdrawal.
    """
    if not rows or rows[0].action != AuditAction.CONSENT:
        return None
    first, *later = rows
    for row in later:
        if row.action == AuditAction.RESTORE:
            return None
        if row.action == AuditAction.CONSENT and row.subject == first.subject:
            return None
        if row.action == AuditAction.WITHDRAW and row.subject in {first.subject, *infant}:
            return None
    try:
        told = json.loads(first.detail)
        return Consent(
            first.subject,
            ConsentBy(told["given_by"]),
            first.actor,
            ConsentFor(told["purpose"]),
            str(told["given_utc"]),
            str(told["until_utc"]),
        )
    except (ValueError, KeyError, TypeError, SettingFault):
        return None
