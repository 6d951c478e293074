"""A network camera (RTSP, or HTTP with Motion JPEG or single pictures) as a source."""

from __future__ import annotations

from neopain.capture.addresses.address import Address
from neopain.capture.live.back_off import BackOff
from neopain.capture.live.device import Device
from neopain.capture.live.live_source import LiveSource
from neopain.capture.network.http_camera import open_http_camera
from neopain.capture.network.rtsp_camera import open_rtsp_camera
from neopain.capture.wire.channel import Peer
from neopain.capture.wire.login import Login
from neopain.core.clock import Clock


def open_stream(
    address: Address,
    *,
    clock: Clock,
    back_off: BackOff | None = None,
    fingerprint: str = "",
    name: str = "",
) -> LiveSource:
    """The stream at a checked address, as a source; connects with the first `read`.

    Args:
        address: where, with the login.
        clock: stamps the frames.
        back_off: tests give their own.
        fingerprint: SHA-256 of the certificate accepted for this camera (`wire.certificates`), or "": then an
            authority that this computer trusts must have signed it.
        name: as people call the camera, before its address; "" for none.
    """
    peer = Peer(address, fingerprint)
    # One for all connections: a camera's nonce may be used again, and a login is proved at once.
    login = Login(address.user, address.password)
    shown = f"{name} ({address.name})" if name else address.name
    return LiveSource(shown, lambda: connect(peer, login, clock), clock=clock, back_off=back_off)


def connect(peer: Peer, login: Login, clock: Clock) -> Device:
    """Connect to a network camera. Raises: CameraFailure."""
    if peer.address.scheme.startswith("rtsp"):
        return open_rtsp_camera(peer, login, clock)
    return open_http_camera(peer, login, clock)
