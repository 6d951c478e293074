"""One body over every picture source: real servers on loopback, real files, a fake camera (CI has none)."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from itertools import pairwise

import cv2
import numpy as np
import pytest

from neopain.capture.addresses.address import check_address
from neopain.capture.films.video import VideoSource
from neopain.capture.network.stream import open_stream
from neopain.capture.open_source import open_source
from neopain.capture.stills.pictures import PictureSource
from neopain.capture.usb.camera import open_camera
from neopain.core.clock import SystemClock
from neopain.core.sessions import SourceState
from tests.servers.fake_capture import FakeCapture, picture
from tests.servers.http_camera import http_camera
from tests.servers.pictures import numbered, write_video
from tests.servers.rtp import H264Payload, JpegPayload
from tests.servers.rtsp_camera import rtsp_camera
from tests.servers.sending import Sending

pytestmark = pytest.mark.slow

CLOCK = SystemClock()
READ_LIMIT_S = 2.0
SLACK_S = 0.5
"""For a busy machine."""
PASSWORD = "hunter2hunter2"


def camera(stack, folder):
    device = FakeCapture((picture(level % 256) for level in range(10**6)), wait=lambda: time.sleep(1 / 60))
    return open_camera(0, clock=CLOCK, factory=lambda *_: device)


def http(stack, folder):
    port = stack.enter_context(http_camera(Sending(), credentials=f"nurse:{PASSWORD}"))
    return open_stream(check_address(f"http://nurse:{PASSWORD}@127.0.0.1:{port}/video"), clock=CLOCK)


def rtsp_jpeg(stack, folder):
    port = stack.enter_context(rtsp_camera(Sending(), codec=JpegPayload, credentials=f"nurse:{PASSWORD}"))
    return open_stream(check_address(f"rtsp://nurse:{PASSWORD}@127.0.0.1:{port}/video"), clock=CLOCK)


def rtsp_h264(stack, folder):
    port = stack.enter_context(rtsp_camera(Sending(), codec=H264Payload))
    return open_stream(check_address(f"rtsp://127.0.0.1:{port}/video"), clock=CLOCK)


def video(stack, folder, *, pace=True):
    write_video(folder / "night.avi", 30)
    return VideoSource(folder / "night.avi", clock=CLOCK, pace=pace)


def fast_video(stack, folder):
    return video(stack, folder, pace=False)


def pictures(stack, folder, *, pace=False):
    for number in range(8):
        cv2.imwrite(str(folder / f"{number}.png"), numbered(number))
    return PictureSource(folder, clock=CLOCK, pace=pace)


def paced_pictures(stack, folder):
    return pictures(stack, folder, pace=True)


LIVE = (camera, http, rtsp_jpeg, rtsp_h264)
RECORDED = (video, fast_video, pictures, paced_pictures)


@pytest.fixture
def make(tmp_path):
    """Builds a source, and closes it and its server afterwards."""
    with ExitStack() as stack:

        def build(recipe):
            source = recipe(stack, tmp_path)
            stack.callback(source.close)
            return source

        yield build


def timed_read(source):
    begun = time.monotonic()
    frame = source.read()
    assert time.monotonic() - begun < READ_LIMIT_S + SLACK_S
    return frame


def first_frames(source, count, patience_s=10.0):
    frames, deadline = [], time.monotonic() + patience_s
    while len(frames) < count and time.monotonic() < deadline:
        frame = timed_read(source)
        if frame is not None:
            assert source.status.state is SourceState.LIVE
            frames.append(frame)
    assert len(frames) == count, source.status
    return frames


@pytest.mark.parametrize("recipe", LIVE + RECORDED)
def test_gives_stamped_numbered_read_only_bgr_pictures(make, recipe):
    source = make(recipe)
    begun = time.monotonic()
    frames = first_frames(source, 5)
    for frame in frames:
        assert frame.image.dtype == np.uint8
        assert frame.image.shape in {(240, 320, 3), (48, 64, 3)}
        assert frame.image.flags.c_contiguous
        assert not frame.image.flags.writeable
        assert begun <= frame.captured_at <= time.monotonic()
    for earlier, later in pairwise(frames):
        assert later.seq > earlier.seq
        assert later.captured_at >= earlier.captured_at
        assert not np.array_equal(later.image, earlier.image)


@pytest.mark.parametrize("recipe", LIVE + RECORDED)
def test_has_a_name_without_credentials_and_says_what_it_is(make, recipe):
    source = make(recipe)
    assert source.name
    assert "nurse" not in source.name
    assert PASSWORD not in source.name
    assert source.simulated is False
    assert source.status.state is SourceState.CONNECTING


@pytest.mark.parametrize("recipe", LIVE + RECORDED)
def test_close_from_another_thread_ends_it_for_good(make, recipe):
    source = make(recipe)
    first_frames(source, 1)
    closer = threading.Timer(0.2, source.close)
    closer.start()
    while source.status.state not in {SourceState.STOPPED, SourceState.ENDED}:
        timed_read(source)
    closer.join()
    source.close()
    assert timed_read(source) is None
    assert source.status.state is SourceState.STOPPED


@pytest.mark.parametrize("recipe", RECORDED[:3])
def test_a_recording_ends_and_stays_ended(make, recipe):
    source = make(recipe)
    frames = []
    while source.status.state is not SourceState.ENDED:
        frames.append(timed_read(source))
    assert len([frame for frame in frames if frame]) >= 8
    assert timed_read(source) is None
    assert source.status.state is SourceState.ENDED


@pytest.mark.parametrize("recipe", LIVE)
def test_many_sources_opened_and_closed_leave_no_thread(make, recipe):
    before = threading.active_count()
    for _ in range(3):
        source = make(recipe)
        first_frames(source, 1)
        source.close()
        source._thread.join(3)
        assert not source._thread.is_alive()
    assert threading.active_count() <= before + 9


@pytest.mark.parametrize("spec", ["7", "/dev/video77"])
def test_a_real_camera_that_is_not_there_is_a_state(spec, tmp_path):
    source = open_source(spec, clock=CLOCK, clip=tmp_path / "none")
    deadline = time.monotonic() + 8
    while source.status.state is SourceState.CONNECTING and time.monotonic() < deadline:
        assert timed_read(source) is None
    assert source.status.state is SourceState.RECONNECTING
    assert "plugged in" in source.status.detail
    source.close()
