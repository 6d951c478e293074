"""Where cameras are attached: everything that the sheets and commands ask of cameras, in one place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from neopain.bedside.cameras.keyring_vault import open_vault
from neopain.bedside.cameras.known_cameras import CameraAccess, KnownCamera, KnownCameras
from neopain.bedside.cameras.trial import CameraTrial, TrialWish
from neopain.bedside.cameras.vault import Vault
from neopain.capture.addresses.credentials import Credentials
from neopain.capture.discovery.ws_discovery import FoundCamera, search
from neopain.capture.usb.cameras import CameraInfo, list_cameras
from neopain.core.clock import Clock
from neopain.core.ports import FaceAligner, FaceFinder
from neopain.core.sessions import SourceStatus
from neopain.workers.frames.preview import CameraPreview, Look


def _bundled_finder() -> FaceFinder:
    # Networks take seconds to load: only who looks at a camera's pictures waits for them.
    from neopain import paths  # noqa: PLC0415
    from neopain.vision.open_finder import open_finder  # noqa: PLC0415

    return open_finder(paths.models())


def _aligner() -> FaceAligner:
    from neopain.vision.features.crop import SimilarityAligner  # noqa: PLC0415  as the finder

    return SimilarityAligner()


class CameraDesk:
    """Every method but `trial` is slow, and may be called from any thread."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        vault: Callable[[], Vault] = open_vault,
        finder: Callable[[], FaceFinder] = _bundled_finder,
        aligner: Callable[[], FaceAligner] = _aligner,
        plugged: Callable[[], tuple[CameraInfo, ...]] = list_cameras,
        searched: Callable[[Clock, threading.Event], Iterator[FoundCamera]] | None = None,
    ) -> None:
        """`folder`: of the sessions. Tests give the others their own."""
        self._folder = folder
        self._clock = clock
        self._open_vault = vault
        self._finder = finder
        self._aligner = aligner
        self._opening = threading.Lock()
        self.plugged = plugged
        self._search = searched or (lambda clock, cancelled: search(clock, cancelled=cancelled))

    def known(self) -> tuple[KnownCamera, ...]:
        """The cameras that were attached, the one used last first."""
        return self._cameras.all()

    def keeps_logins(self) -> bool:
        """Whether a login that is saved now will be there after the next start."""
        return self._vault.lasts

    def find(self, cancelled: threading.Event) -> Iterator[FoundCamera]:
        """ONVIF cameras of this network, each as it answers."""
        return self._search(self._clock, cancelled)

    def trial(self, wish: TrialWish) -> CameraTrial:
        """A test of that camera, not begun."""
        return CameraTrial(wish, self._clock)

    def preview(
        self,
        access: CameraAccess,
        on_look: Callable[[Look], None],
        on_source: Callable[[SourceStatus], None],
    ) -> CameraPreview:
        """Its pictures, and how a face is seen in them; not begun. Raises: SettingFault, ModelFault."""
        from neopain.capture.open_source import open_source  # noqa: PLC0415  as the finder

        source = open_source(
            access.spec,
            clock=self._clock,
            clip=Path(),
            login=access.login or Credentials(),
            fingerprint=access.fingerprint,
        )
        return CameraPreview(source, self._finder(), self._aligner(), on_look=on_look, on_source=on_source)

    def save(self, name: str, access: CameraAccess) -> tuple[KnownCamera, bool]:
        """As `KnownCameras.save`."""
        return self._cameras.save(name, access.spec, login=access.login, fingerprint=access.fingerprint)

    def forget(self, name: str) -> bool:
        """As `KnownCameras.forget`."""
        return self._cameras.forget(name)

    def access(self, name: str, environment: Credentials | None = None) -> CameraAccess:
        """As `KnownCameras.access`."""
        return self._cameras.access(name, environment)

    def used(self, name: str) -> None:
        """As `KnownCameras.used`."""
        self._cameras.used(name)

    @property
    def _vault(self) -> Vault:
        with self._opening:
            return self._opened_vault

    @cached_property
    def _opened_vault(self) -> Vault:
        return self._open_vault()

    @property
    def _cameras(self) -> KnownCameras:
        return KnownCameras(self._folder, self._vault, self._clock)
