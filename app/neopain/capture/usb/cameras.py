"""Which cameras this machine has, for the doctor and the sheets of sources."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2

from neopain.capture.decoding.opencv import CaptureFactory, open_capture
from neopain.capture.usb.camera import USB
from neopain.capture.usb.device_list import backends, enumerated
from neopain.capture.usb.v4l2 import captures

PROBED_INDICES = 4


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera that is there now.

    Attributes:
        name: the device's own name.
        index: OpenCV's number; may change when cameras are plugged in again.
        path: what stays the same if the system has one, else "": a device path on Linux, `usb:` and the
            system's own name elsewhere.
    """

    name: str
    index: int
    path: str

    @property
    def spec(self) -> str:
        """What `open_source` takes, the lasting path first."""
        return self.path or str(self.index)


def list_cameras(
    factory: CaptureFactory = open_capture,
    *,
    platform: str = sys.platform,
    told: Callable[[str], list[tuple[int, str, str]] | None] = enumerated,
) -> tuple[CameraInfo, ...]:
    """Cameras in the order of their numbers. Opens none, unless the system tells nothing of its cameras."""
    if platform.startswith("linux"):
        return linux_cameras(Path("/sys/class/video4linux"), Path("/dev"))
    found = told(platform)
    if found is None:
        return _probed(factory)
    return tuple(
        CameraInfo(name or f"camera {number}", number, f"{USB}{identity}" if identity else "")
        for number, name, identity in sorted(found)
    )


def linux_cameras(
    classes: Path, devices: Path, captures: Callable[[Path], bool | None] = captures
) -> tuple[CameraInfo, ...]:
    """Cameras by /sys/class/video4linux (`classes`) and /dev (`devices`).

    A camera has further nodes, for its metadata; they are left out.
    """
    # Each by its own: of two cameras of one kind without a serial number, one only has a name by-id.
    lasting = _lasting_paths(devices / "v4l" / "by-path") | _lasting_paths(devices / "v4l" / "by-id")
    cameras = []
    for node in classes.glob("video[0-9]*"):
        number = node.name.removeprefix("video")
        device = devices / node.name
        gives = captures(device)
        if not number.isdecimal() or gives is False:
            continue
        # Not asked: the first node of a device is the one with pictures.
        if gives is None and _text(node / "index") not in {"", "0"}:
            continue
        path = lasting.get(device.resolve(), device)
        cameras.append(CameraInfo(_text(node / "name") or node.name, int(number), str(path)))
    return tuple(sorted(cameras, key=lambda camera: camera.index))


def _lasting_paths(folder: Path) -> dict[Path, Path]:
    try:
        return {link.resolve(): link for link in sorted(folder.iterdir())}
    except OSError:
        return {}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _probed(factory: CaptureFactory) -> tuple[CameraInfo, ...]:
    found = []
    for index in range(PROBED_INDICES):
        try:
            capture = factory(index, backends()[0], [])
        except cv2.error:
            continue
        if capture.isOpened():
            found.append(CameraInfo(f"camera {index}", index, ""))
        capture.release()
    return tuple(found)
