"""The monitor in its window; also what plain `neopain` does."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from neopain import paths
from neopain.bedside.session_wish import SessionWish
from neopain.bedside.window_service import BedsideService
from neopain.commands.startup.display import display_fault, has_display
from neopain.commands.startup.log import keep_log
from neopain.commands.startup.system_libraries import import_failure, install_command, missing_libraries
from neopain.core.errors import EnvironmentFault


def run_default(arguments: argparse.Namespace) -> int:
    """Plain `neopain`: the window, asking for a source."""
    del arguments
    wish = SessionWish(source="", data=paths.data())
    keep_log(wish.data)
    return show(wish, for_s=None, prefer_gpu=True)


def show(wish: SessionWish, *, for_s: float | None, prefer_gpu: bool, streams: bool = False) -> int:
    """Open the window; with a source in the wish, monitoring starts at once.

    Raises: EnvironmentFault where there is no display or Qt cannot be loaded.
    """
    missing = missing_libraries() if has_display() else ()
    if missing and os.environ.get("DISPLAY"):
        # Qt would end the program without a word that helps.
        raise EnvironmentFault(
            f"the window cannot open: {missing[0].name} is missing; run: {install_command(missing)}; "
            "`neopain monitor --headless` works without"
        )
    why = display_fault()
    if why:
        raise EnvironmentFault(why)
    try:
        # Qt is loaded only for the window, so that every other command runs without it.
        from neopain.ui.window_app import run_window  # noqa: PLC0415
    except ImportError as fault:
        raise EnvironmentFault(
            f"the window cannot open: {import_failure(fault)}; `neopain monitor --headless` works without"
        ) from fault
    # OpenCV points Qt to a Qt 5 of its own; the window's Qt must not look there.
    for variable in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        os.environ.pop(variable, None)
    screenshot = os.environ.get("NEOPAIN_SCREENSHOT")
    service = BedsideService(wish, prefer_gpu=prefer_gpu)
    if streams:
        service.live.choose(on=True)
    return run_window(
        service,
        source=wish.source or None,
        autostart=bool(wish.source),
        screenshot=Path(screenshot) if screenshot else None,
        quit_after_s=for_s,
    )
