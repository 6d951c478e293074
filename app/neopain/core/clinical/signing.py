"""Who it was: initials or the number of a badge, typed or read by a scanner that types like a keyboard.

It says who claims to have done something. It is no proof: a lock may ask for the PIN, too.
"""

from __future__ import annotations

import re
from enum import StrEnum

from neopain.core.errors import SettingFault
from neopain.core.text import Text

LONGEST = 24
_WHO = re.compile(rf"[^\W_][\w.-]{{0,{LONGEST - 1}}}")


class LockAsks(StrEnum):
    """What a locked screen asks for; a ward's setting. WHO: initials or badge. PIN: those, and the PIN."""

    WHO = "who"
    PIN = "pin"


def check_who(text: str) -> str:
    """Initials or a badge's number without blanks around. Raises: SettingFault for anything else."""
    who = text.strip()
    if _WHO.fullmatch(who) is None:
        raise SettingFault(
            Text(
                "initials or a badge are 1 to {longest} letters, digits, dots or dashes; try again",
                longest=LONGEST,
            )
        )
    return who
