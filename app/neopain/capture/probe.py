"""A camera tested stage by stage, each with words: from its address to rate, size, codec, delay and clock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from neopain.capture import stages
from neopain.capture.addresses.address import HIDDEN, Address, check_address, redact
from neopain.capture.decoding.opencv import CaptureFactory, open_capture
from neopain.capture.failures import CameraFailure
from neopain.capture.live.connection import BROKEN_MOST
from neopain.capture.live.device import Device, Shot
from neopain.capture.live.live_source import STALE_S
from neopain.capture.network.stream import connect
from neopain.capture.open_source import INDEX, is_usb
from neopain.capture.usb.camera import camera_name, connect_usb
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

CLOCK_NEAR_S = 2.0
"""A camera tells whole seconds, and they take a moment to come here."""
_PLAIN = {"https": "http", "rtsps": "rtsp"}


@dataclass(frozen=True, slots=True)
class Stage:
    """How one stage went.

    Attributes:
        name: address, connection, certificate, login, first picture, rate, size, codec, delay or clock.
        passed: whether the next one can be tried.
        words: what was found, or cause and remedy; no credentials.
        cause: of a camera's failure, `FailureKind`; "" when it passed, or the address makes no sense.
        fingerprint: SHA-256 of the certificate that the camera shows, where that is what failed, else "".
    """

    name: str
    passed: bool
    words: str
    cause: str = ""
    fingerprint: str = ""


@dataclass(slots=True)
class _Seen:
    """The pictures of the measured time. `late_s`: from when one was taken, or came, to when it was read."""

    count: int = 0
    broken: int = 0
    late_s: float = 0.0
    sizes: list[str] = field(default_factory=list)


class CameraProbe:
    """Tests one camera, once. One thread steps through `stages`; any thread may `cancel`."""

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
        self._stage = stages.ADDRESS
        self._device: Device | None = None
        self._cancelled = threading.Event()
        self._begun_at = clock.monotonic()

    def stages(self) -> Iterator[Stage]:
        """Every stage as it ends; the first that failed is the last. Ends without one when cancelled."""
        try:
            yield from self._all_stages()
        except (CameraFailure, SettingFault) as fault:
            if not self._cancelled.is_set():
                yield self._failed(fault)
        finally:
            if self._device is not None:
                self._device.close()

    def cancel(self) -> None:
        """Let the test end soon: at once while pictures come, else with its time-out. Any thread."""
        self._cancelled.set()
        device = self._device
        if device is not None:
            device.interrupt()

    def _all_stages(self) -> Iterator[Stage]:
        """Raises: CameraFailure, SettingFault."""
        if is_usb(self._spec):
            which = int(self._spec) if INDEX.fullmatch(self._spec) else self._spec
            name, told = camera_name(which), False
            yield self._ok(Text("{camera} of this computer", camera=name))
            self._stage, self._begun_at = stages.CONNECTION, self._clock.monotonic()
            self._hold(connect_usb(which, name, self._factory, self._clock))
            yield self._ok(Text("the driver has opened it"))
        else:
            peer, login = self._peer()
            yield self._ok(peer.address.name)
            yield from self._reached(peer)
            self._stage = stages.LOGIN
            self._hold(self._logged_in(peer, login))
            yield self._ok(Text("accepted") if login.asked else Text("the camera asks for none"))
            told = peer.address.scheme.startswith("rtsp")
        if self._device is not None:
            yield from self._pictures(self._device, told=told)

    def _hold(self, device: Device) -> None:
        self._device = device
        if self._cancelled.is_set():
            device.interrupt()

    def _failed(self, fault: CameraFailure | SettingFault) -> Stage:
        cause = fault.kind.value if isinstance(fault, CameraFailure) else ""
        words = self._without_login(fault)
        detail = fault.detail if isinstance(fault, CameraFailure) else ""
        fingerprint = str(detail.values.get("fingerprint", "")) if isinstance(detail, Text) else ""
        return Stage(self._stage, False, words, cause, fingerprint)

    def _peer(self) -> tuple[Peer, Login]:
        """Raises: SettingFault."""
        user, password = self._given
        address = check_address(self._spec, user=user, password=password)
        self._secrets |= {address.user, address.password}
        return Peer(address, check_fingerprint(self._fingerprint)), Login(address.user, address.password)

    def _reached(self, peer: Peer) -> Iterator[Stage]:
        """Raises: CameraFailure."""
        address, encrypted = peer.address, peer.address.scheme in TLS_SCHEMES
        self._stage = stages.CONNECTION
        dial(replace(peer, address=_unencrypted(address)), self._clock).close()
        yield self._ok(Text("{host} answers on port {port}", host=address.host, port=address.port))
        self._stage = stages.CERTIFICATE
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
                self._stage = stages.FIRST_PICTURE
            raise

    def _pictures(self, device: Device, *, told: bool) -> Iterator[Stage]:
        """`told`: whether the camera tells when its pictures were taken. Raises: CameraFailure."""
        self._stage = stages.FIRST_PICTURE
        self._first(device, self._clock.monotonic() + FIRST_PICTURE_S)
        yield self._ok(Text("after {seconds:.2f} s", seconds=self._clock.monotonic() - self._begun_at))
        self._stage = stages.RATE
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
        self._stage = stages.SIZE
        yield self._ok(", then ".join(seen.sizes))
        self._stage = stages.CODEC
        yield self._ok(device.codec or Text("not told by the driver"))
        self._stage = stages.DELAY
        yield self._delay(seen.late_s, told=told)
        self._stage = stages.CLOCK
        yield self._ok(_clock_words(device.clock_ahead_s))

    def _first(self, device: Device, deadline: float) -> None:
        """Wait for a whole picture. Raises: CameraFailure."""
        for _ in range(BROKEN_MOST):
            shot = device.read()
            if shot.image is not None:
                return
            if self._clock.monotonic() > deadline:
                break
        raise self._failure(shot.cause, shot.why)

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


def _clock_words(ahead_s: float | None) -> str:
    """What the camera's own clock says; a wrong one only spoils the time that is burnt into its pictures."""
    if ahead_s is None:
        return Text("the camera tells no time; nothing here needs it")
    if abs(ahead_s) <= CLOCK_NEAR_S:
        return Text("the camera's clock is within {seconds:g} s of this computer's", seconds=CLOCK_NEAR_S)
    if ahead_s > 0.0:
        return Text(
            "the camera's clock is {seconds:.0f} s ahead of this computer's; times in its pictures are "
            "wrong, so let it take its time from the network (NTP)",
            seconds=ahead_s,
        )
    return Text(
        "the camera's clock is {seconds:.0f} s behind this computer's; times in its pictures are wrong, so "
        "let it take its time from the network (NTP)",
        seconds=-ahead_s,
    )


def _unencrypted(address: Address) -> Address:
    """The same host and port, for a look at the connection alone."""
    return replace(address, scheme=_PLAIN.get(address.scheme, address.scheme))
