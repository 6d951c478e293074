"""Where the logins of cameras are kept: a port, and the memory of this program run."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class CameraSecret:
    """What must be in no file; its `repr` shows nothing.

    Attributes:
        user, password: the login, "" for none.
        address: the whole address without the login: where it belongs, and nowhere else may it be sent.
    """

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    address: str = field(default="", repr=False)


class Vault(Protocol):
    """Keeps secrets by the camera's id. Slow: it may ask a person to unlock it. Any thread; never raises."""

    @property
    def lasts(self) -> bool:
        """Whether what is kept is there after this program has ended."""

    @property
    def name(self) -> str:
        """What it is, for people: the system's own name of it."""

    def load(self, camera_id: str) -> CameraSecret | None:
        """What was kept, or None."""

    def keep(self, camera_id: str, secret: CameraSecret) -> bool:
        """Keep it. Returns: whether it will be there next time."""

    def forget(self, camera_id: str) -> None:
        """Remove it."""


class MemoryVault:
    """Until this program ends: where there is no keyring that may be trusted with a password."""

    lasts = False
    name = ""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._secrets: dict[str, CameraSecret] = {}

    def load(self, camera_id: str) -> CameraSecret | None:
        """As the port says."""
        with self._lock:
            return self._secrets.get(camera_id)

    def keep(self, camera_id: str, secret: CameraSecret) -> bool:
        """As the port says; False."""
        with self._lock:
            self._secrets[camera_id] = secret
        return False

    def forget(self, camera_id: str) -> None:
        """As the port says."""
        with self._lock:
            self._secrets.pop(camera_id, None)
