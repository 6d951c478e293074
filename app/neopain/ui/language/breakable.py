"""Where a long address or fingerprint may be broken."""

from __future__ import annotations

import re


def breakable(text: str) -> str:
    """A line whose addresses and fingerprints may be broken after each sign, for narrow places."""
    return re.sub(r"([/:.?&=@_-])(?=\S)", "\\1\u200b", text)
