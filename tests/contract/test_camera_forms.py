"""Every form in which HTTP cameras send pictures, and pictures that are broken among good ones."""

from __future__ import annotations

import functools
import random
import threading
import time

import cv2
import numpy as np
import pytest

from neopain.capture.addresses.address import check_address
from neopain.capture.live.back_off import BackOff
from neopain.capture.network.stream import open_stream
from neopain.core.clock import SystemClock
from neopain.core.sessions import SourceState
from tests.servers.http_camera import FORMS, http_camera
from tests.servers.pictures import jpeg, number_of, numbered
from tests.servers.rtp import H264Payload, H265Payload, JpegPayload
from tests.servers.rtsp_camera import rtsp_camera
from tests.servers.sending import Sending

pytestmark = pytest.mark.slow


def open_(port, *, scheme="http", login=""):
    address = check_address(f"{scheme}://{login}127.0.0.1:{port}/video")
    return open_stream(address, clock=SystemClock(), back_off=BackOff(lambda: 0.5))


def watch(source, *, frames=10**9, seconds=15.0):
    """Frames, states in order without repeats, and events."""
    seen, states, events = [], [], []
    deadline = time.monotonic() + seconds
    while len(seen) < frames and time.monotonic() < deadline:
        frame = source.read()
        if frame is not None:
            seen.append(frame)
        if not states or states[-1] is not source.status.state:
            states.append(source.status.state)
        events += source.take_events()
    source.close()
    return seen, states, events


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_shown_and_no_picture_is_called_broken(form, chunked):
    with http_camera(Sending(fps=30), form=form, chunked=chunked) as port:
        source = open_(port)
        frames, states, events = watch(source, frames=8)
    assert len(frames) == 8, source.status
    assert states[-1] is SourceState.LIVE
    assert not events
    numbers = [number_of(frame.image) for frame in frames]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == 8


@pytest.mark.parametrize("kind", ["image/jpeg", "image/jpg"])
def test_a_snapshot_address_is_asked_again_and_again_and_that_is_told(kind):
    with http_camera(Sending(), single=True) as port:
        source = open_(port)
        begun = time.monotonic()
        frames, states, events = watch(source, frames=4)
        took_s = time.monotonic() - begun
    numbers = [number_of(frame.image) for frame in frames]
    assert numbers == sorted(set(numbers))
    assert 3 * 0.3 < took_s < 3 * 1.5
    assert [event.code for event in events] == ["single_pictures"]
    assert states[-1] is SourceState.LIVE


@pytest.mark.parametrize("login", ["basic", "digest", "digest old", "sha-256", "both"])
@pytest.mark.parametrize("single", [False, True])
def test_logins_with_any_characters(login, single):
    credentials = 'wärd user:p@ss:w/rd#%&ü?+ "\\'
    with http_camera(Sending(), credentials=credentials, login=login, single=single) as port:
        address = check_address(
            f"http://127.0.0.1:{port}/video?channel=1&x=y", user="wärd user", password=credentials[10:]
        )
        source = open_stream(address, clock=SystemClock())
        frames, _, _ = watch(source, frames=3)
    assert len(frames) == 3, source.status


@pytest.mark.parametrize("login", ["basic", "digest"])
def test_logins_of_rtsp(login):
    with rtsp_camera(Sending(), credentials="wärd:p@ss: ü", login=login) as port:
        address = check_address(f"rtsp://127.0.0.1:{port}/video?a=b", user="wärd", password="p@ss: ü")
        source = open_stream(address, clock=SystemClock())
        frames, _, _ = watch(source, frames=3)
    assert len(frames) == 3, source.status


def sized(picture, size):
    """A picture that says another height and width of itself (ISO/IEC 10918-1, B.2.2)."""
    place = picture.index(b"\xff\xc0") + 5
    return picture[:place] + size + picture[place + 4 :]


RANDOM = random.Random(3)
BREAKAGES = {
    "empty": lambda j: b"",
    "text": lambda j: b"error",
    "half": lambda j: j[: len(j) // 2],
    "a tenth": lambda j: j[: len(j) // 10],
    "300 bytes": lambda j: j[:300],
    "no start": lambda j: j[2:],
    "zeros": lambda j: bytes(len(j)),
    "noise": lambda j: RANDOM.randbytes(len(j)),
    "noise in the middle": lambda j: j[:900] + RANDOM.randbytes(400) + j[1300:],
    "zeros in the middle": lambda j: j[:900] + bytes(400) + j[1300:],
    "one bit": lambda j: j[:-900] + bytes([j[-900] ^ 0x10]) + j[-899:],
    "another frame header": lambda j: j.replace(b"\xff\xc0", b"\xff\xc5"),
    "a size of 262 million pixels": lambda j: sized(j, b"\x3f\xf0\x40\x40"),
    "a side of 60000 pixels": lambda j: sized(j, b"\x00\x10\xea\x60"),
}
HARMLESS_TO_THE_CODE = {"zeros in the middle", "one bit"}
"""What stays a valid code: a JPEG has no checksum, so nobody can tell it from a picture."""


@functools.lru_cache(200)
def textured(number):
    """A picture whose code is long enough to be broken anywhere, with its number."""
    noise = np.random.default_rng(number).normal(0, 20, (240, 320, 1))
    image = np.clip(numbered(number) + noise, 0, 255).astype(np.uint8)
    image[:20] = numbered(number)[:20]
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


@pytest.mark.parametrize("form", ["usual", "boundary after the part", "no length"])
@pytest.mark.parametrize("how", BREAKAGES)
def test_a_broken_picture_is_skipped_and_counted_and_the_connection_kept(how, form):
    broken = set(range(5, 10_000, 10))
    sent = {}

    def encoded(number):
        sent[number] = BREAKAGES[how](textured(number)) if number in broken else textured(number)
        return sent[number]

    sending = Sending(fps=60)
    with http_camera(sending, encoded=encoded, form=form) as port:
        source = open_(port)
        frames, states, events = watch(source, frames=40)
    assert sending.connections == 1
    assert SourceState.RECONNECTING not in states
    numbers = {number_of(frame.image) for frame in frames}
    assert len(numbers) >= 35, "neighbours of a broken picture are lost with it"
    if how in HARMLESS_TO_THE_CODE:
        return
    assert not numbers & broken, "a damaged picture was given as a whole one"
    assert events[0].code == "broken_pictures"
    assert source._connection.broken >= 3


def test_only_broken_pictures_end_the_connection_and_say_why():
    with http_camera(Sending(fps=30), encoded=lambda n: jpeg(n)[:400]) as port:
        source = open_(port)
        _, states, _ = watch(source, seconds=5)
        detail, cause = source._connection.status.detail, source._connection.status.cause
    assert SourceState.RECONNECTING in states
    assert "cannot be read" in detail
    assert cause == "broken_pictures"


def test_a_camera_whose_pictures_are_all_too_large_is_told_so():
    with http_camera(Sending(fps=30), encoded=lambda n: sized(jpeg(n), b"\x3f\xf0\x40\x40")) as port:
        source = open_(port)
        deadline = time.monotonic() + 20.0
        while source._connection.status.cause is None and time.monotonic() < deadline:
            source.read()
        status = source._connection.status
        source.close()
    assert status.cause == "too_large"
    assert "16448 x 16368" in status.detail


@pytest.mark.parametrize("codec", [JpegPayload, H264Payload, H265Payload])
def test_lost_packets_never_make_a_smeared_picture(codec):
    """Each picture differs wholly from the one before: a decoder that fills holes would show a mixture."""
    lost = set(range(20, 10_000, 40))
    with rtsp_camera(Sending(fps=30), codec=codec, drops=lost.__contains__) as port:
        source = open_(port, scheme="rtsp")
        frames, _, events = watch(source, frames=60)
    assert len(frames) == 60
    for frame in frames:
        number = number_of(frame.image)
        assert number not in lost
        expected = numbered(number).astype(int)
        assert np.abs(frame.image.astype(int) - expected).mean() < 8, number
    assert [event.code for event in events] == ["broken_pictures"]


def changing(number):
    """A circle that stays a circle when the camera changes from 4:3 to 8:3 and back."""
    height, width = (240, 320) if number // 20 % 2 == 0 else (240, 640)
    image = np.full((height, width, 3), 60, np.uint8)
    cv2.circle(image, (width // 2, 120), 80, (255, 255, 255), -1)
    return image


class ChangingH264(H264Payload):
    def __init__(self):
        super().__init__(changing)


class ChangingH265(H265Payload):
    def __init__(self):
        super().__init__(changing)


@pytest.mark.parametrize("kind", ["http", "h264", "h265"])
def test_a_changed_size_is_told_and_the_picture_is_never_stretched(kind):
    sending = Sending(fps=30)
    if kind == "http":
        server = http_camera(
            sending, encoded=lambda number: cv2.imencode(".jpg", changing(number))[1].tobytes()
        )
    else:
        server = rtsp_camera(sending, codec=ChangingH264 if kind == "h264" else ChangingH265)
    with server as port:
        source = open_(port, scheme="http" if kind == "http" else "rtsp")
        frames, _, events = watch(source, frames=70)
    assert sending.connections == 1
    assert {frame.image.shape[:2] for frame in frames} == {(240, 320), (240, 640)}
    for frame in frames:
        rows, columns = np.nonzero(frame.image[:, :, 1] > 150)
        assert np.ptp(rows) == pytest.approx(np.ptp(columns), abs=4)
    assert [event.code for event in events][:2] == ["size_changed"] * 2
    assert "from 320 x 240 to 640 x 240" in events[0].text


@pytest.mark.parametrize("fps", [0.5, 1.0])
def test_a_slow_camera_is_kept(fps):
    sending = Sending(fps=fps)
    with http_camera(sending) as port:
        frames, states, _ = watch(open_(port), seconds=7)
    assert sending.connections == 1
    assert len(frames) >= 3
    assert SourceState.RECONNECTING not in states


def test_many_connections_leave_nothing_behind():
    """A small one of the benchmark in tests/bench."""
    import psutil

    process = psutil.Process()
    with http_camera(Sending(fps=60)) as port, rtsp_camera(Sending(fps=60)) as other:
        before = None
        for round_ in range(14):
            for scheme, at in (("http", port), ("rtsp", other)):
                source = open_(at, scheme=scheme)
                frames, _, _ = watch(source, frames=1)
                assert frames
                source._thread.join(5)
                assert not source._thread.is_alive()
            if round_ == 3:
                time.sleep(0.5)
                before = (process.num_fds(), threading.active_count())
        time.sleep(0.5)
        after = (process.num_fds(), threading.active_count())
    # The servers' own threads and sockets end a little later.
    assert after[0] <= before[0] + 6
    assert after[1] <= before[1] + 6
