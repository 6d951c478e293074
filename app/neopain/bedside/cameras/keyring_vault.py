"""Logins in the system's keyring: Secret Service or KWallet, the macOS keychain, Windows' credentials.

Where there is none, a login is not written anywhere: a file would hold it in the clear, and an encrypted file
needs a key that lies beside it or a passphrase that nobody at a bedside would type. The camera is known then,
and its login is asked for once after each start. Backends that write plain files are refused, whoever
installed them.
"""

from __future__ import annotations

import json
import logging
import threading
from typing import TYPE_CHECKING

from neopain.bedside.cameras.vault import CameraSecret, MemoryVault, Vault

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

logger = logging.getLogger(__name__)

SERVICE = "NeoPain camera"
TRUSTED = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
LONGEST = 8192


class KeyringVault:
    """In the keyring, and in memory for what it refuses."""

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend
        self._memory = MemoryVault()
        self._lock = threading.Lock()
        self._refuses = False

    @property
    def lasts(self) -> bool:
        """As the port says; False once it refused."""
        return not self._refuses

    @property
    def name(self) -> str:
        """As the port says."""
        return str(self._backend.name)[:60]

    def load(self, camera_id: str) -> CameraSecret | None:
        """As the port says."""
        kept = self._memory.load(camera_id)
        if kept is not None:
            return kept
        try:
            with self._lock:
                told = self._backend.get_password(SERVICE, camera_id)
        except Exception as fault:  # noqa: BLE001  whatever a backend raises; its text may quote the secret
            self._complain("read", fault)
            return None
        return _unpacked(told)

    def keep(self, camera_id: str, secret: CameraSecret) -> bool:
        """As the port says; read back, as some keyrings only pretend."""
        self._memory.keep(camera_id, secret)
        packed = json.dumps([secret.user, secret.password, secret.address])
        try:
            with self._lock:
                self._backend.set_password(SERVICE, camera_id, packed)
                kept = self._backend.get_password(SERVICE, camera_id) == packed
        except Exception as fault:  # noqa: BLE001  as above
            self._complain("written", fault)
            kept = False
        self._refuses = not kept
        return kept

    def forget(self, camera_id: str) -> None:
        """As the port says."""
        self._memory.forget(camera_id)
        try:
            with self._lock:
                if self._backend.get_password(SERVICE, camera_id) is not None:
                    self._backend.delete_password(SERVICE, camera_id)
        except Exception as fault:  # noqa: BLE001  as above
            self._complain("cleared", fault)

    def _complain(self, what: str, fault: Exception) -> None:
        logger.warning("the keyring %s cannot be %s (%s)", self.name, what, type(fault).__name__)


def open_vault() -> Vault:
    """The system's keyring, or memory alone where there is none that may be trusted. Slow; never raises."""
    try:
        # Loaded only for cameras; it looks for its backends on the system's bus.
        import keyring  # noqa: PLC0415

        backend = _trusted(keyring.get_keyring())
    except Exception as fault:  # noqa: BLE001  it loads foreign code; a monitor runs without a keyring, too
        logger.warning("no keyring (%s)", type(fault).__name__)
        backend = None
    return MemoryVault() if backend is None else KeyringVault(backend)


def _trusted(backend: KeyringBackend) -> KeyringBackend | None:
    """The backend, or the first of a chain, if it is one of the systems' own."""
    chained = getattr(backend, "backends", None)
    if type(backend).__module__ == "keyring.backends.chainer" and chained:
        return next((one for one in chained if type(one).__module__ in TRUSTED), None)
    return backend if type(backend).__module__ in TRUSTED else None


def _unpacked(told: str | None) -> CameraSecret | None:
    try:
        user, password, address = json.loads((told or "")[:LONGEST])
    except (ValueError, TypeError, RecursionError):
        return None
    if not all(isinstance(each, str) for each in (user, password, address)):
        return None
    return CameraSecret(user, password, address)
