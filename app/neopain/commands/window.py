"""The monitor in its window; also what plain `neopain` does."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from neopain import paths
from neopain.bedside.build_session import SessionWish
from neopain.bedside.window_service import BedsideService
from neopain.commands.display import display_fault
from neopain.core.errors import EnvironmentFault


def run_default(arguments: argparse.Namespace) -> int:
    """Plain `neopain`: the window, asking for a source."""
    del arguments
    return show(SessionWish(source="", data=paths.data()), for_s=None, prefer_gpu=True)


def show(wish: SessionWish, *, for_s: float | None, prefer_gpu: bool) -> int:
    """Open the window; with a source in the wish, monitoring starts at once.

    Raises: EnvironmentFault where there is no display or Qt cannot be loaded.
    """
    fault = display_fault()
    if fault:
        raise EnvironmentFault(fault)
    try:
        # Qt is loaded only for the window, so that every other command runs without it.
        from neopain.ui.window_app import run_window  # noqa: PLC0415
    except ImportError as missing:
        raise EnvironmentFault(
            f"the window's libraries cannot be loaded ({missing}); `neopain doctor` names what is missing, "
            "and `neopain monitor --headless` works without them"
        ) from missing
    # OpenCV points Qt to a Qt 5 of its own; the window's Qt must not look there.
    for variable in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(variable, None)
    screenshot = os.environ.get("NEOPAIN_SCREENSHOT")
    return run_window(
        BedsideService(wish, prefer_gpu=prefer_gpu),
        source=wish.source or None,
        autostart=bool(wish.source),
        screenshot=Path(screenshot) if screenshot else None,
        quit_after_s=for_s,
    )
