"""Times of day for people: with their day wherever that is another one than today."""

from __future__ import annotations

from datetime import datetime

DAY_FORM = "%m-%d "
"""What stands before the time of day of another day."""


def moment(utc: datetime, now: datetime, form: str = "%H:%M") -> str:
    """Local time of day of the aware `utc`, in that form; `now`: aware, what is today."""
    local = utc.astimezone()
    return local.strftime(form if local.date() == now.astimezone().date() else DAY_FORM + form)
