"""Whether a window can be shown here, tried in a child: the library ends the program that cannot connect."""

from __future__ import annotations

import os
import subprocess
import sys

QT_WITHOUT_DISPLAY = frozenset({"offscreen", "minimal", "linuxfb", "eglfs", "vnc"})
PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
TRY = "try-display"
"""The word that makes a frozen program run the same lines: it has no `-c`."""
PROBE_S = 30.0
HEADLESS = "use `neopain monitor --headless`, or set QT_QPA_PLATFORM=offscreen"


def has_display() -> bool:
    """Whether the environment names a display: always on Windows and macOS."""
    return _needs_none() or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def display_fault() -> str:
    """Why no window can be shown here, with the remedy, in one line; "" when one can.

    Where the environment names a display, a child opens it: the library ends the program that cannot connect.
    """
    if _needs_none():
        return ""
    if not has_display():
        return f"there is no display here (DISPLAY and WAYLAND_DISPLAY are empty); {HEADLESS}"
    why = _why_not()
    if not why:
        return ""
    names = " ".join(
        f"{name}={os.environ[name]}"
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
        if os.environ.get(name)
    )
    return f"no window can be opened with {names} ({why}); mend that, or {HEADLESS}"


def _needs_none() -> bool:
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    return sys.platform in {"win32", "darwin"} or platform in QT_WITHOUT_DISPLAY


def _why_not() -> str:
    # The camera's password is nobody else's; OpenCV's Qt folder is not that of the window.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("NEOPAIN_") and name not in {"QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"}
    }
    try:
        probe = subprocess.run(
            [sys.executable, *own_program()],
            env=kept, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
            timeout=PROBE_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"the display does not answer within {PROBE_S:.0f} s"
    except OSError as fault:
        return f"the display cannot be tried: {fault}"
    if probe.returncode == 0:
        return ""
    said = [line.strip() for line in probe.stderr.splitlines() if line.strip()]
    return said[0] if said else f"the trial ended with {probe.returncode}"


def own_program() -> tuple[str, ...]:
    """What follows the executable, so that it tries the display and nothing else."""
    return (TRY,) if getattr(sys, "frozen", False) else ("-c", PROBE)
