"""The whole way in against GStreamer's RTSP server, which nobody here wrote."""

from __future__ import annotations

import time

import numpy as np
import pytest

from neopain.capture.addresses.address import check_address
from neopain.capture.network.stream import open_stream
from neopain.core.clock import SystemClock
from neopain.core.sessions import SourceState
from tests.servers.gstreamer import gstreamer_camera

pytestmark = pytest.mark.slow

LOGIN = "nurse:p@ss: w\u00fcrd"


def open_(port, user="", password=""):
    address = check_address(f"rtsp://127.0.0.1:{port}/bed3", user=user, password=password)
    return open_stream(address, clock=SystemClock())


def frames_of(source, count, patience_s=20.0):
    frames, deadline = [], time.monotonic() + patience_s
    while len(frames) < count and time.monotonic() < deadline:
        frame = source.read()
        if frame is not None:
            frames.append(frame)
    return frames


@pytest.mark.parametrize("udp", [False, True], ids=["tcp", "udp"])
@pytest.mark.parametrize("codec", ["h264", "h265", "jpeg"])
def test_pictures_come_whole_in_time_and_in_order(codec, udp):
    with gstreamer_camera(codec, udp=udp) as port:
        source = open_(port)
        frames, states = [], []
        for _ in range(120):
            frames += frames_of(source, 1)
            states.append(source.status.state)
        broken = source._connection.broken
        lost = source._connection._back_off.failures
        source.close()
    assert len(frames) == 120, source._connection.status
    # A busy machine may come back late to one or the other.
    assert states.count(SourceState.LIVE) > 110
    assert broken <= 1
    assert lost == 0, "it was not connected anew: reports come between the pictures after some seconds"
    assert {frame.image.shape for frame in frames} == {(240, 320, 3)}
    balls = [np.argwhere(frame.image[:, :, 1] > 128) for frame in frames]
    assert all(len(ball) for ball in balls), "the white ball is in every picture"
    # It is one round ball, not the smear of two.
    assert all(np.ptp(ball[:, 0]) < 60 and np.ptp(ball[:, 1]) < 60 for ball in balls)
    gaps = np.diff([frame.captured_at for frame in frames[15:]])
    assert np.median(gaps) == pytest.approx(1 / 15, abs=0.02)


@pytest.mark.parametrize("digest", [False, True], ids=["basic", "digest"])
def test_logins(digest):
    user, _, password = LOGIN.partition(":")
    with gstreamer_camera("h264", credentials=LOGIN, digest=digest) as port:
        source = open_(port, user, password)
        assert frames_of(source, 5), source._connection.status
        source.close()
        refused = open_(port, user, "another")
        assert not frames_of(refused, 1, patience_s=3)
        assert refused.status.cause == "login_refused"
        refused.close()
        asked = open_(port)
        assert not frames_of(asked, 1, patience_s=3)
        assert asked.status.cause == "login_needed"
        asked.close()


def test_another_path_and_a_server_that_dies_and_comes_back():
    with gstreamer_camera("h264") as port:
        lost = open_stream(check_address(f"rtsp://127.0.0.1:{port}/bed4"), clock=SystemClock())
        assert not frames_of(lost, 1, patience_s=3)
        assert lost.status.cause == "not_found"
        lost.close()
        source = open_(port)
        assert frames_of(source, 5)
    deadline = time.monotonic() + 15
    while source.status.state is not SourceState.RECONNECTING and time.monotonic() < deadline:
        source.read()
    source.read()
    assert source.status.state is SourceState.RECONNECTING
    source.close()
