"""An RTSP camera: H.264, H.265 or Motion JPEG."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from neopain.capture.decoding.jpeg import is_too_large
from neopain.capture.decoding.video_decoder import VideoDecoder
from neopain.capture.failures import CameraFailure
from neopain.capture.live.device import Shot
from neopain.capture.network.http_camera import shot_of
from neopain.capture.wire.channel import Peer
from neopain.capture.wire.login import Login
from neopain.capture.wire.rtp import Packet
from neopain.capture.wire.rtp_jpeg import JpegAssembly
from neopain.capture.wire.rtp_video import KINDS, START_CODE, AccessUnit, VideoAssembly
from neopain.capture.wire.rtsp import RtspSession
from neopain.capture.wire.sender_clock import SenderClock
from neopain.core.clock import Clock
from neopain.core.source_causes import FailureKind
from neopain.core.text import Text

FIRST_PICTURE_S = 12.0
"""A camera may send a key picture every ten seconds only."""
JUMPS_TOLD = 20
"""Of one connection; a camera without useful stamps would fill the log."""


def open_rtsp_camera(
    peer: Peer, login: Login, clock: Clock, *, udp_only: bool = False
) -> RtspJpegCamera | RtspVideoCamera:
    """Connect and play. Raises: CameraFailure."""
    session = RtspSession(peer, login, clock, udp_only=udp_only)
    kind = RtspJpegCamera if session.track.codec == "JPEG" else RtspVideoCamera
    return kind(peer, session, clock)


class _RtspCamera:
    """What both kinds share: packets, and how long they may give no picture."""

    def __init__(self, peer: Peer, session: RtspSession, clock: Clock) -> None:
        self._peer = peer
        self._session = session
        self._clock = clock
        self._stream = session.packets()
        self._sender = SenderClock()
        self._jumps_told = 0
        self._picture_at = clock.monotonic()

    @property
    def codec(self) -> str:
        """As the port says."""
        told = self._session.track.codec
        return {"JPEG": "Motion JPEG", "H264": "H.264", "H265": "H.265"}.get(told, told)

    @property
    def clock_ahead_s(self) -> float | None:
        """As the port says."""
        return self._session.clock_ahead_s

    def take_notes(self) -> list[tuple[str, str]]:
        """That the camera's time stamps are of no use."""
        if self._sender.jumps == self._jumps_told or self._jumps_told >= JUMPS_TOLD:
            return []
        self._jumps_told = self._sender.jumps
        return [
            (
                "stamps_jumped",
                Text("the camera's time stamps jumped or stood still; its pictures are shown on"),
            )
        ]

    def interrupt(self) -> None:
        """As the port says."""
        self._session.interrupt()

    def _packets(self) -> Iterator[Packet]:
        """The stream's packets, as long as they give pictures. Raises: CameraFailure."""
        for packet in self._stream:
            if self._clock.monotonic() - self._picture_at > FIRST_PICTURE_S:
                raise self._no_picture()
            yield packet

    def _no_picture(self) -> CameraFailure:
        """What it means that packets come but no picture."""
        return self._peer.failure(FailureKind.NO_PICTURE, f"{FIRST_PICTURE_S:g} s")


class RtspJpegCamera(_RtspCamera):
    """Motion JPEG over RTSP."""

    def __init__(self, peer: Peer, session: RtspSession, clock: Clock) -> None:
        super().__init__(peer, session, clock)
        self._assembly = JpegAssembly()
        self._broken_told = 0

    def read(self) -> Shot:
        """As the port says."""
        for packet in self._packets():
            picture = self._assembly.push(packet)
            now = self._clock.monotonic()
            if picture is not None:
                self._picture_at = now
                return shot_of(self._sender.taken_at(packet.time, now), picture)
            if self._assembly.broken > self._broken_told:
                self._broken_told = self._assembly.broken
                return Shot(now, None, Text("parts were lost on the way"))
        raise self._peer.failure(FailureKind.HUNG_UP)

    def close(self) -> None:
        """As the port says."""
        self._session.close()


class RtspVideoCamera(_RtspCamera):
    """H.264 or H.265 over RTSP."""

    def __init__(self, peer: Peer, session: RtspSession, clock: Clock) -> None:
        super().__init__(peer, session, clock)
        self._kind = session.track.codec
        self._assembly = VideoAssembly(KINDS[self._kind])
        self._broken_told = 0
        self._units: deque[AccessUnit] = deque()
        self._decoder: VideoDecoder | None = None
        self._sets: tuple[bytes, ...] = ()
        self._fresh = True
        self._keys = 0
        self._unit_at = clock.monotonic()

    def read(self) -> Shot:
        """As the port says."""
        while True:
            if self._assembly.broken > self._broken_told:
                self._broken_told = self._assembly.broken
                return Shot(self._clock.monotonic(), None, Text("parts were lost on the way"))
            if self._decoder is None:
                self._decoder, self._fresh = VideoDecoder(self._kind, self._pull), True
            image = self._decoder.next()
            if image is None:
                self._drop_decoder()
                continue
            if is_too_large(image.shape[1], image.shape[0]):
                raise self._peer.failure(FailureKind.TOO_LARGE, f"{image.shape[1]} x {image.shape[0]}")
            self._picture_at, self._keys = self._clock.monotonic(), 0
            return Shot(self._unit_at, image)

    def close(self) -> None:
        """As the port says."""
        self._drop_decoder()
        self._session.close()

    def _drop_decoder(self) -> None:
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None

    def _no_picture(self) -> CameraFailure:
        if self._keys > 1:
            return self._peer.failure(
                FailureKind.OTHER_CODEC, Text("a {codec} that cannot be decoded", codec=self._kind)
            )
        return self._peer.failure(FailureKind.NO_KEYFRAME, f"{FIRST_PICTURE_S:g} s")

    def _pull(self) -> bytes | None:
        """The next picture for the decoder; None where a new decoder is needed. Raises: CameraFailure."""
        unit = self._next_unit()
        # After a decoder gave up there is nothing to build on until the next key picture.
        while self._fresh and not unit.key:
            self._units.popleft()
            unit = self._next_unit()
        if unit.parameter_sets and unit.parameter_sets != self._sets and not self._fresh:
            # OpenCV would stretch pictures of a new size to the old one.
            return None
        self._units.popleft()
        self._unit_at = self._sender.taken_at(unit.time, self._clock.monotonic())
        self._sets = unit.parameter_sets or self._sets
        if not self._fresh:
            return unit.data
        self._fresh = False
        self._keys += 1
        return b"".join(START_CODE + each for each in self._session.track.parameter_sets) + unit.data

    def _next_unit(self) -> AccessUnit:
        while not self._units:
            self._receive()
        return self._units[0]

    def _receive(self) -> None:
        for packet in self._packets():
            self._units.extend(self._assembly.push(packet))
            if self._units:
                return
        raise self._peer.failure(FailureKind.HUNG_UP)
