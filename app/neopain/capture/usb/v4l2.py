"""Asks a Linux video device whether it gives pictures (VIDIOC_QUERYCAP)."""

from __future__ import annotations

import os
import struct
from pathlib import Path

# _IOR('V', 0, struct v4l2_capability) of linux/videodev2.h; the structure has 104 bytes.
_QUERYCAP = 0x80685600
_SIZE = 104
_DEVICE_CAPS_AT = 88
_VIDEO_CAPTURE = 0x00000001


def captures(device: Path) -> bool | None:
    """Whether the node is a capture node; None when it cannot be asked (no permission, busy, not Linux)."""
    try:
        import fcntl  # noqa: PLC0415  not on Windows
    except ImportError:
        return None
    try:
        handle = os.open(device, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return None
    answer = bytearray(_SIZE)
    try:
        fcntl.ioctl(handle, _QUERYCAP, answer)
    except OSError:
        return None
    finally:
        os.close(handle)
    (device_caps,) = struct.unpack_from("=I", answer, _DEVICE_CAPS_AT)
    return bool(device_caps & _VIDEO_CAPTURE)
