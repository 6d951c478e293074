"""Changing what was noted: only from its newest revision."""

from __future__ import annotations

from neopain.core.errors import RecordFault
from neopain.core.record import Mark
from neopain.core.text import Text


def check_revision(newest: Mark, changed: Mark) -> None:
    """Raises: RecordFault where `changed` was not made from the newest revision."""
    if newest.revision != changed.revision:
        raise RecordFault(
            Text(
                "{who} changed this meanwhile (revision {revision}, yours was made from "
                "{yours}); look at it again, then change it",
                who=newest.author or "somebody",
                revision=newest.revision,
                yours=changed.revision,
            )
        )
