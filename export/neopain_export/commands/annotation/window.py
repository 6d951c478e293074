"""Opens the window of the raters where there is a display."""

from __future__ import annotations

import os
import sys

from neopain.core.clock import Clock
from neopain.core.errors import EnvironmentFault
from neopain_export.annotation.folder.passes import Pass


def show(rated: Pass, clock: Clock) -> None:
    """Show it until it is closed. Raises: EnvironmentFault where there is no display or no Qt."""
    headless = sys.platform not in {"win32", "darwin"} and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    )
    if headless:
        raise EnvironmentFault(
            "expected a display for the window of the raters; DISPLAY and WAYLAND_DISPLAY are empty: start "
            "it on a desktop; what was answered is kept"
        )
    # OpenCV points Qt to a Qt 5 of its own; the window's Qt must not look there.
    for variable in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(variable, None)
    try:
        # Qt is loaded only for the window, so that every other command runs without it.
        from neopain_export.annotation.window.app import run_window  # noqa: PLC0415
    except ImportError as fault:
        raise EnvironmentFault(
            f"expected PySide6 for the window of the raters; got {fault}: pip install PySide6-Essentials"
        ) from fault
    run_window(rated, clock)
