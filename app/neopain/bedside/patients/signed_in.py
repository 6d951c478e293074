"""Who is at the bed now, as far as somebody said so; changes then stand under that name in the audit."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from neopain.bedside.contracts.ward import PinAnswer
from neopain.core.audit import AuditAction
from neopain.core.clinical.pin import Verdict
from neopain.core.clinical.signing import LockAsks, check_who
from neopain.core.errors import RecordFault
from neopain.store.set_aside import open_to_record

logger = logging.getLogger(__name__)


class SignedIn:
    """Implements `bedside.contracts.ward.People`; for any thread."""

    def __init__(self, folder: Path, asks: LockAsks, *, judge: Callable[[str], PinAnswer | None]) -> None:
        """`judge` looks at a PIN; None where none was set, so that nobody can be locked out by it."""
        self._folder = folder
        self._asks = asks
        self._judge = judge
        self._lock = threading.Lock()
        self._now = ""

    @property
    def now(self) -> str:
        """Initials or badge; "" for nobody."""
        with self._lock:
            return self._now

    def sign_in(self, who: str, pin: str = "") -> PinAnswer:
        """Raises: SettingFault."""
        known = check_who(who)
        answer = self._judge(pin) if self._asks is LockAsks.PIN else None
        if answer is not None and answer.verdict is not Verdict.RIGHT:
            return answer
        with self._lock:
            self._now = known
        try:
            with open_to_record(self._folder) as store:
                store.audit.note(AuditAction.SIGN_IN, actor=known)
        except RecordFault:
            # The bed must be usable while the record fails, which has an alarm of its own.
            logger.exception("the audit did not take who signed in")
        return PinAnswer(Verdict.RIGHT, 0.0, 0)

    def sign_off(self) -> None:
        """Nobody is known from now on."""
        with self._lock:
            self._now = ""
