"""One camera tried before it is saved: its stream found where only the camera is known, then tested."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from neopain.bedside.cameras.known_cameras import CameraAccess
from neopain.capture.addresses.credentials import Credentials
from neopain.capture.discovery.onvif import Offer, OnvifCamera
from neopain.capture.failures import CameraFailure
from neopain.capture.probe import CameraProbe, Stage
from neopain.capture.stages import STREAMS
from neopain.core.clock import Clock
from neopain.core.errors import SettingFault
from neopain.core.text import Text

"""The stage before the address, of a camera that was found by ONVIF."""


@dataclass(frozen=True, slots=True)
class TrialWish:
    """What a person chose and typed; its `repr` shows no login and no address, which may hold a token.

    Attributes:
        spec: a USB camera or an address; "" where `service` is to be asked for one.
        service: the ONVIF device service of a found camera, or "".
        name: what the camera calls itself, "" when not known.
        login: for it; empty for none.
        fingerprint: of the certificate that the person accepted, or "".
    """

    spec: str = field(default="", repr=False)
    service: str = ""
    name: str = ""
    login: Credentials = field(default_factory=Credentials)
    fingerprint: str = ""


class CameraTrial:
    """Used once: one thread steps through `stages`, any thread may `cancel`.

    Attributes:
        access: what opens the camera; None until its address is known.
    """

    def __init__(self, wish: TrialWish, clock: Clock) -> None:
        self._wish = wish
        self._clock = clock
        self._probe: CameraProbe | None = None
        self._cancelled = threading.Event()
        self.access: CameraAccess | None = None

    def stages(self) -> Iterator[Stage]:
        """Each stage as it ends; the first that failed is the last."""
        wish, spec = self._wish, self._wish.spec
        if wish.service:
            try:
                spec = self._best().url
            except CameraFailure as fault:
                if not self._cancelled.is_set():
                    yield Stage(STREAMS, passed=False, words=str(fault), cause=fault.kind.value)
                return
            except SettingFault as fault:
                yield Stage(STREAMS, passed=False, words=str(fault))
                return
            yield Stage(STREAMS, passed=True, words=Text("the camera has told them by ONVIF"))
        self.access = CameraAccess(wish.name, spec, wish.login, wish.fingerprint)
        self._probe = CameraProbe(
            spec,
            clock=self._clock,
            user=wish.login.user,
            password=wish.login.password,
            fingerprint=wish.fingerprint,
        )
        if not self._cancelled.is_set():
            yield from self._probe.stages()

    def cancel(self) -> None:
        """Let it end soon; nothing more is told then. Any thread."""
        self._cancelled.set()
        if self._probe is not None:
            self._probe.cancel()

    def _best(self) -> Offer:
        """Raises: CameraFailure, SettingFault."""
        wish = self._wish
        camera = OnvifCamera(
            wish.service,
            user=wish.login.user,
            password=wish.login.password,
            fingerprint=wish.fingerprint,
            clock=self._clock,
        )
        return camera.offers()[0]
