"""Whether a window can be shown here."""

from __future__ import annotations

import os
import sys

QT_WITHOUT_DISPLAY = frozenset({"offscreen", "minimal", "linuxfb", "eglfs", "vnc"})


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, else by the environment."""
    if sys.platform in {"win32", "darwin"}:
        return True
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in QT_WITHOUT_DISPLAY:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
