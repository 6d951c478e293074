"""A camera tested stage by stage, each with words: from its address to rate, size and delay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from neopain.capture.address import HIDDEN, Address, check_address, redact
from neopain.capture.camera import connect_usb
from neopain.capture.connection import BROKEN_MOST
from neopain.capture.device import Device, Shot
from neopain.capture.failures import CameraFailure
from neopain.capture.live import STALE_S
from neopain.capture.open_source import DEVICE, INDEX
from neopain.capture.opencv import CaptureFactory, open_capture
from neopain.capture.stream import connect
from neopain.capture.wire.certificates import check_fingerprint
from neopain.capture.wire.channel import TLS_SCHEMES, Peer, dial
from neopain.capture.wire.login import Login
from neopain.core.clock import Clock
from neopain.core.errors import SettingFault
from neopain.core.source_causes import REFUSALS, FailureKind
from neopain.core.text import Text

MEASURE_S = 3.0
FIRST_PICTURE_S = 15.0
"""For a first whole picture when broken ones come; without any, the devices give up by themselves."""

_PLAIN = {"https": "http", "rtsps": "rtsp"}


@dataclass(frozen=True, slots=True)
class Stage:
    """How one stage went.

    Attributes:
        name: address, connection, certificate, login, first picture, rate, size or delay.
        passed: whether the next one can be tried.
        words: what was found, or cause and remedy; no credentials.
    """

    name: str
    passed: bool
    words: str


@dataclass(slots=True)
class _Seen:
    """The pictures of the measured time. `late_s`: from when one was taken, or came, to when it was read."""

    count: int = 0
    broken: int = 0
    late_s: float = 0.0
    sizes: list[str] = field(default_factory=list)


class CameraProbe:
    """Tests one camera, once."""

    def __init__(
        self,
        spec: str,
        *,
        clock: Clock,
        user: str = "",
        password: str = "",
        fingerprint: str = "",
        measure_s: float = MEASURE_S,
        factory: CaptureFactory = open_capture,
    ) -> None:
        """Nothing is asked yet.

        Args:
            spec: a camera's number, a device, or an address.
            clock: for all times.
            user: for an address without its own.
            password: goes with `user`.
            fingerprint: of the accepted certificate, as people type it, or "".
            measure_s: how long pictures are counted, in seconds.
            factory: opens USB cameras; tests give their own.
        """
        self._spec = spec.strip()
        self._clock = clock
        self._given = (user, password)
        self._fingerprint = fingerprint
        self._measure_s = measure_s
        self._factory = factory
        self._secrets = {user, password}
        self._stage = "address"
        self._begun_at = clock.monotonic()

    def stages(self) -> Iterator[Stage]:
        """Every stage as it ends; the first that failed is the last."""
        device: Device | None = None
        try:
            if INDEX.fullmatch(self._spec) or DEVICE.fullmatch(self._spec):
                which = int(self._spec) if INDEX.fullmatch(self._spec) else self._spec
                name = Text("camera {number}", number=which) if isinstance(which, int) else which
                yield self._ok(f"{name} of this computer")
                self._stage, self._begun_at = "connection", self._clock.monotonic()
                device = connect_usb(which, name, self._factory, self._clock)
                yield self._ok(Text("the driver has opened it"))
                told = False
            else:
                peer, login = self._peer()
                yield self._ok(peer.address.name)
                yield from self._reached(peer)
                self._stage = "login"
                device = self._logged_in(peer, login)
                yield self._ok(Text("accepted") if login.asked else Text("the camera asks for none"))
                told = peer.address.scheme.startswith("rtsp")
            yield from self._pictures(device, told=told)
        except (CameraFailure, SettingFault) as fault:
            yield Stage(self._stage, passed=False, words=self._without_login(fault))
        finally:
            if device is not None:
                device.close()

    def _peer(self) -> tuple[Peer, Login]:
        """Raises: SettingFault."""
        user, password = self._given
        address = check_address(self._spec, user=user, password=password)
        self._secrets |= {address.user, address.password}
        return Peer(address, check_fingerprint(self._fingerprint)), Login(address.user, address.password)

    def _reached(self, peer: Peer) -> Iterator[Stage]:
        """Raises: CameraFailure."""
        address, encrypted = peer.address, peer.address.scheme in TLS_SCHEMES
        self._stage = "connection"
        dial(replace(peer, address=_unencrypted(address)), self._clock).close()
        yield self._ok(Text("{host} answers on port {port}", host=address.host, port=address.port))
        self._stage = "certificate"
        if encrypted:
            dial(peer, self._clock).close()
            yield self._ok(Text("the accepted one") if peer.fingerprint else Text("trusted by this computer"))
        else:
            yield self._ok(Text("not needed: the address asks for no encryption"))

    def _logged_in(self, peer: Peer, login: Login) -> Device:
        """Raises: CameraFailure; then `_stage` is where it belongs."""
        self._begun_at = self._clock.monotonic()
        try:
            return connect(peer, login, self._clock)
        except CameraFailure as fault:
            if fault.kind not in REFUSALS:
                self._stage = "first picture"
            raise

    def _pictures(self, device: Device, *, told: bool) -> Iterator[Stage]:
        """`told`: whether the camera tells when its pictures were taken. Raises: CameraFailure."""
        self._stage = "first picture"
        self._first(device, self._clock.monotonic() + FIRST_PICTURE_S)
        yield self._ok(Text("after {seconds:.2f} s", seconds=self._clock.monotonic() - self._begun_at))
        self._stage = "rate"
        begun, seen = self._clock.monotonic(), _Seen()
        while self._clock.monotonic() - begun < self._measure_s:
            self._count(device.read(), seen)
        lasted_s = self._clock.monotonic() - begun
        if not seen.count:
            raise self._failure(
                FailureKind.BROKEN_PICTURES, Text("none whole in {seconds:.0f} s", seconds=lasted_s)
            )
        rate = Text(
            "{rate:.1f} pictures a second over {seconds:.0f} s", rate=seen.count / lasted_s, seconds=lasted_s
        )
        if seen.broken:
            rate = Text("{rate}; {count} broken ones skipped", rate=rate, count=seen.broken)
        yield self._ok(rate)
        self._stage = "size"
        yield self._ok(", then ".join(seen.sizes))
        self._stage = "delay"
        yield self._delay(seen.late_s, told=told)

    def _first(self, device: Device, deadline: float) -> None:
        """Wait for a whole picture. Raises: CameraFailure."""
        for _ in range(BROKEN_MOST):
            shot = device.read()
            if shot.image is not None:
                return
            if self._clock.monotonic() > deadline:
                break
        raise self._failure(FailureKind.BROKEN_PICTURES, shot.why)

    def _count(self, shot: Shot, seen: _Seen) -> None:
        if shot.image is None:
            seen.broken += 1
            return
        seen.count += 1
        seen.late_s = max(seen.late_s, self._clock.monotonic() - shot.captured_at)
        size = f"{shot.image.shape[1]} x {shot.image.shape[0]}"
        if seen.sizes[-1:] != [size]:
            seen.sizes.append(size)

    def _delay(self, late_s: float, *, told: bool) -> Stage:
        if late_s > STALE_S:
            words = Text(
                "pictures arrive {seconds:.1f} s late; the network or this computer is too slow",
                seconds=late_s,
            )
            return Stage(self._stage, passed=False, words=words)
        if told:
            return self._ok(
                Text(
                    "{seconds:.2f} s at most behind the fastest picture, by the camera's time stamps",
                    seconds=late_s,
                )
            )
        return self._ok(
            Text(
                "{seconds:.2f} s at most between arrival and picture; this address tells no time of taking",
                seconds=late_s,
            )
        )

    def _failure(self, kind: FailureKind, detail: str) -> CameraFailure:
        return CameraFailure(kind, Text("the camera"), detail)

    def _ok(self, words: str) -> Stage:
        return Stage(self._stage, passed=True, words=words)

    def _without_login(self, fault: CameraFailure | SettingFault) -> str:
        """The fault's words, even where the camera answered with the login."""
        words = str(fault)
        return words.each(self._hidden) if isinstance(words, Text) else redact(words)

    def _hidden(self, told: str) -> str:
        hidden = redact(told)
        for secret in sorted(filter(None, self._secrets), key=len, reverse=True):
            hidden = hidden.replace(secret, HIDDEN)
        return hidden


def _unencrypted(address: Address) -> Address:
    """The same host and port, for a look at the connection alone."""
    return replace(address, scheme=_PLAIN.get(address.scheme, address.scheme))
