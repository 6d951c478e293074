"""HTTP cameras: a Motion JPEG stream, or single pictures that are asked for again and again."""

from __future__ import annotations

import threading
from collections import deque

from neopain.capture.decoding.jpeg import DamagedPictureFault, TooLargePictureFault, decode_jpeg
from neopain.capture.live.device import Device, Shot
from neopain.capture.wire.channel import SILENCE_S, Channel, HangUpFault, Peer, SilenceFault
from neopain.capture.wire.http import Answer, get
from neopain.capture.wire.jpeg_stream import END, MAX_PICTURE, JpegStream
from neopain.capture.wire.login import Login
from neopain.capture.wire.messages import ahead_s
from neopain.core.clock import Clock
from neopain.core.source_causes import FailureKind
from neopain.core.text import Text

FIRST_PICTURE_S = 8.0
"""Bytes came, but none of them were a picture."""
PICTURE_S = 30.0
"""The same in a stream that had given pictures."""
SNAPSHOT_INTERVAL_S = 0.4
"""From one request for a single picture to the next."""

_PICTURES = frozenset({"image/jpeg", "image/jpg", "image/pjpeg"})
_STREAMS = frozenset(
    {
        "",
        "application/octet-stream",
        "image/x-mjpeg",
        "image/mjpeg",
        "video/mjpeg",
        "video/x-mjpeg",
        "video/x-motion-jpeg",
        "video/x-jpeg",
    }
)
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_PLAYLISTS = frozenset(
    {"application/vnd.apple.mpegurl", "application/x-mpegurl", "audio/mpegurl", "application/dash+xml"}
)


def open_http_camera(peer: Peer, login: Login, clock: Clock) -> Device:
    """Ask for the address and see which of the two it is. Raises: CameraFailure."""
    answer = get(peer, login, clock)
    try:
        if answer.kind in _PICTURES and answer.length is not None:
            first = _whole(peer, answer, clock, FIRST_PICTURE_S)
            answer.close()
            return HttpSnapshots(peer, login, clock, first, ahead_s(answer.head, clock.utc()))
        stream = HttpStream(peer, clock, _checked(peer, answer))
        if answer.kind in _PICTURES and stream.is_single():
            return HttpSnapshots(peer, login, clock, stream.only_picture(), stream.clock_ahead_s)
    except BaseException:
        answer.close()
        raise
    return stream


class HttpStream:
    """The pictures of one endless answer."""

    codec = "Motion JPEG"

    def __init__(self, peer: Peer, clock: Clock, answer: Answer) -> None:
        self._peer = peer
        self._clock = clock
        self._answer = answer
        self.clock_ahead_s = ahead_s(answer.head, clock.utc())
        self._pictures = JpegStream()
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._broken_told = 0
        self._given = False
        self._over = False
        self._picture_at = clock.monotonic()

    def is_single(self) -> bool:
        """Whether the answer ends with its first picture; reads on to know it. Raises: CameraFailure."""
        until = self._picture_at + FIRST_PICTURE_S
        # A stream that gives its second picture late, or trickles after the first one, is none the less one.
        while len(self._waiting) < 2 and not self._over and self._clock.monotonic() < until:
            self._receive()
        return self._over and len(self._waiting) == 1

    def only_picture(self) -> bytes:
        """The picture of an answer that `is_single`."""
        self.close()
        return self._waiting[0][1]

    def read(self) -> Shot:
        """As the port says."""
        while not self._waiting:
            if self._pictures.broken > self._broken_told:
                self._broken_told += 1
                return Shot(self._clock.monotonic(), None, Text("a part without a whole picture"))
            if self._over:
                raise self._peer.failure(FailureKind.HUNG_UP)
            self._receive()
        self._picture_at, packed = self._waiting.popleft()
        self._given = True
        return shot_of(self._picture_at, packed)

    def take_notes(self) -> list[tuple[str, str]]:
        """None."""
        return []

    def interrupt(self) -> None:
        """As the port says."""
        self._answer.interrupt()

    def close(self) -> None:
        """As the port says."""
        self._answer.close()

    def _receive(self) -> None:
        """Take the next bytes. Raises: CameraFailure."""
        piece = received(self._peer, self._answer, given=self._given)
        now = self._clock.monotonic()
        found = self._pictures.feed(piece)
        if not piece:
            self._over = True
            rest = self._pictures.rest()
            found = [rest + END] if rest else []
            if not found and not self._given and not self._waiting and not self._pictures.broken:
                raise self._peer.failure(FailureKind.NO_PICTURE, Text("an empty answer"))
        self._waiting.extend((now, picture) for picture in found)
        limit_s = PICTURE_S if self._given else FIRST_PICTURE_S
        if not self._waiting and now - self._picture_at > limit_s:
            raise self._peer.failure(FailureKind.NO_PICTURE, f"{limit_s:g} s")


class HttpSnapshots:
    """An address that gives one picture an answer."""

    codec = "JPEG"

    def __init__(
        self, peer: Peer, login: Login, clock: Clock, first: bytes, clock_ahead_s: float | None
    ) -> None:
        """`first`: the picture that showed what kind of address this is."""
        self.clock_ahead_s = clock_ahead_s
        self._peer = peer
        self._login = login
        self._clock = clock
        self._first: bytes | None = first
        self._asked_at = clock.monotonic()
        self._channel: Channel | None = None
        self._over = threading.Event()
        words = Text(
            "this address gives single pictures; one is asked for every {seconds:g} s; "
            "the address of a stream is better",
            seconds=SNAPSHOT_INTERVAL_S,
        )
        self._notes: list[tuple[str, str]] = [("single_pictures", words)]

    def read(self) -> Shot:
        """As the port says."""
        packed, self._first = self._first, None
        if packed is None:
            if self._over.wait(max(0.0, self._asked_at + SNAPSHOT_INTERVAL_S - self._clock.monotonic())):
                raise self._peer.failure(FailureKind.HUNG_UP)
            self._asked_at = self._clock.monotonic()
            packed = self._ask()
        return shot_of(self._clock.monotonic(), packed)

    def take_notes(self) -> list[tuple[str, str]]:
        """That the pictures are single ones."""
        notes, self._notes = self._notes, []
        return notes

    def interrupt(self) -> None:
        """As the port says."""
        self._over.set()
        channel = self._channel
        if channel is not None:
            channel.interrupt()

    def close(self) -> None:
        """Nothing is held between two pictures."""

    def _ask(self) -> bytes:
        answer = get(self._peer, self._login, self._clock, self._hold)
        try:
            return _whole(self._peer, answer, self._clock, PICTURE_S)
        finally:
            answer.close()

    def _hold(self, channel: Channel) -> None:
        self._channel = channel
        if self._over.is_set():
            channel.interrupt()


def shot_of(captured_at: float, packed: bytes) -> Shot:
    """A compressed picture as a Shot, broken or not."""
    try:
        return Shot(captured_at, decode_jpeg(packed))
    except DamagedPictureFault as fault:
        return Shot(captured_at, None, str(fault))
    except TooLargePictureFault as fault:
        return Shot(captured_at, None, str(fault), FailureKind.TOO_LARGE)


def received(peer: Peer, answer: Answer, *, given: bool) -> bytes:
    """The next bytes of a body; b"" at its end. Raises: CameraFailure."""
    try:
        return answer.piece(SILENCE_S)
    except SilenceFault:
        cause = FailureKind.STALLED if given else FailureKind.NO_PICTURE
        raise peer.failure(cause, f"{SILENCE_S:g} s") from None
    except HangUpFault:
        raise peer.failure(FailureKind.HUNG_UP) from None


def _checked(peer: Peer, answer: Answer) -> Answer:
    """The answer, if its kind is one that holds pictures. Raises: CameraFailure."""
    kind = answer.kind
    if kind in _PICTURES or kind in _STREAMS or kind.startswith("multipart/"):
        return answer
    if kind in _PAGES:
        raise peer.failure(FailureKind.WEB_PAGE)
    if kind in _PLAYLISTS:
        raise peer.failure(FailureKind.PLAYLIST, kind)
    raise peer.failure(FailureKind.OTHER_CONTENT, kind[:60])


def _whole(peer: Peer, answer: Answer, clock: Clock, limit_s: float) -> bytes:
    """The picture of an answer, up to its own end, which is believed more than the length that was told.

    Raises: CameraFailure, also for one that is not whole after `limit_s`, however steadily it trickles.
    """
    body, pictures, until = bytearray(), JpegStream(), clock.monotonic() + limit_s
    while piece := received(peer, answer, given=bool(body)):
        body += piece
        whole = pictures.feed(piece)
        if whole:
            return whole[0]
        if len(body) > MAX_PICTURE:
            raise peer.failure(FailureKind.TOO_LARGE, Text("over {size} MiB", size=MAX_PICTURE // 2**20))
        if clock.monotonic() > until:
            raise peer.failure(FailureKind.NO_PICTURE, f"{limit_s:g} s")
    return bytes(body)
