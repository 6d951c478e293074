"""Lines for people and scripts on stdout; stderr is for faults and progress."""

from __future__ import annotations

import sys


def say(text: str = "") -> None:
    """One line, out at once, so that a pipe sees it when it happens."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
