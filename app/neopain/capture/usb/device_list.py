"""What Windows and macOS tell about plugged-in cameras: number, name, and a name that lasts.

Linux tells it in files (`cameras`). Elsewhere OpenCV counts cameras and says no more, so the system is asked
through `cv2-enumerate-cameras`, which counts as OpenCV does.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping

import cv2

logger = logging.getLogger(__name__)


def backends(platform: str = sys.platform) -> tuple[int, ...]:
    """OpenCV's backends for this system, best first."""
    if platform.startswith("linux"):
        return (cv2.CAP_V4L2,)
    if platform == "win32":
        return (cv2.CAP_DSHOW, cv2.CAP_MSMF)
    if platform == "darwin":
        return (cv2.CAP_AVFOUNDATION,)
    return (cv2.CAP_ANY,)


def enumerated(platform: str = sys.platform) -> list[tuple[int, str, str]] | None:
    """(number, name, lasting name) of each camera; the number is that of the first of `backends`.

    Returns: None where the system cannot be asked, as on Linux.
    """
    if platform not in {"win32", "darwin"}:
        return None
    try:
        # Not installed on Linux, where it would tell nothing that the files do not.
        from cv2_enumerate_cameras import enumerate_cameras  # noqa: PLC0415
    except ImportError:
        return None
    try:
        found = list(enumerate_cameras(backends(platform)[0]))
    except Exception:
        # A foreign library asks the system's drivers: whatever they do, cameras are found by trying then.
        logger.exception("the system does not tell its cameras")
        return None
    return [(one.index, one.name or "", one.path or "") for one in found]


def numbers_by_identity() -> Mapping[str, int]:
    """OpenCV's number of each camera that is plugged in now, by its lasting name; empty on Linux."""
    return {identity: number for number, _, identity in enumerated() or () if identity}
