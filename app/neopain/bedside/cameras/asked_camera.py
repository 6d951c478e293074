"""From the source that a person names to what opens it: a known camera's name, or anything else as it is."""

from __future__ import annotations

import os
from pathlib import Path

from neopain.bedside.cameras.keyring_vault import open_vault
from neopain.bedside.cameras.known_cameras import SPEC, CameraAccess, KnownCameras
from neopain.capture.addresses.credentials import CERTIFICATE_VARIABLE, from_environment
from neopain.core.clock import SystemClock


def known_cameras(data: Path) -> KnownCameras:
    """Those of the sessions' folder, with the system's keyring. Slow."""
    return KnownCameras(data, open_vault(), SystemClock())


def asked_camera(spec: str, data: Path, cameras: KnownCameras | None = None) -> CameraAccess:
    """What opens the source that was asked for on the command line; the login of the variables goes before.

    Args:
        spec: as the command line takes it; `camera:` and a known camera's name, too.
        data: folder of the sessions.
        cameras: those of it, where they are open already.

    Raises: SettingFault for an unknown camera, or one whose login is not remembered.
    """
    if not spec.startswith(SPEC):
        accepted = os.environ.get(CERTIFICATE_VARIABLE, "")
        return CameraAccess("", spec, from_environment() if "://" in spec else None, accepted)
    known = cameras or known_cameras(data)
    return known.access(spec.removeprefix(SPEC), from_environment())
