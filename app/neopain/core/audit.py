"""What the audit keeps of every change that somebody may ask about later."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AuditAction(StrEnum):
    """What was done."""

    LIMITS = "limits"
    PRESET = "preset"
    MODEL = "model"
    ADMIT = "admit"
    CORRECT = "correct"
    DISCHARGE = "discharge"
    MERGE = "merge"
    MOVE = "move"
    EXPORT = "export"
    PURGE = "purge"
    PIN_SET = "pin_set"
    SIGN_IN = "sign_in"
    PIN_WRONG = "pin_wrong"
    BACKUP = "backup"
    RESTORE = "restore"
    RECOVER = "recover"
    SET_ASIDE = "set_aside"
    CONSENT = "consent"
    WITHDRAW = "withdraw"
    CLIP_KEPT = "clip_kept"
    CLIP_SEEN = "clip_seen"
    CLIP_EXPORT = "clip_export"
    CLIP_RESCORE = "clip_rescore"
    CLIP_RATED = "clip_rated"
    CLIP_STUDIED = "clip_studied"
    CLIP_DELETE = "clip_delete"
    ENCRYPT = "encrypt"
    DECRYPT = "decrypt"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row of the audit.

    Attributes:
        number: counts from 1 without gaps.
        utc: when, ISO 8601 with offset.
        actor: who, as they signed; "" when nobody had to sign.
        action: what was done, a word of `AuditAction`.
        subject: id of what it was done to; never a patient's code.
        detail: further values, JSON with sorted keys.
    """

    number: int
    utc: str
    actor: str
    action: str
    subject: str
    detail: str
