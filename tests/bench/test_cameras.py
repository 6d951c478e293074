"""Cameras: two hundred reconnects without a leak, the lag to live, and what the picture check costs."""

import gc
import statistics
import threading
import time

import cv2
import numpy as np
import psutil
import pytest

from neopain.capture.addresses.address import check_address
from neopain.capture.checks.picture_check import PictureHealth
from neopain.capture.network.stream import open_stream
from neopain.core.clock import SystemClock
from neopain.core.frames import Frame
from tests.servers.http_camera import http_camera
from tests.servers.pictures import number_of
from tests.servers.rtp import H264Payload, H265Payload, JpegPayload
from tests.servers.rtsp_camera import rtsp_camera
from tests.servers.sending import Sending

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]
RECONNECTS = 200


def first_frame(url):
    source = open_stream(check_address(url), clock=SystemClock())
    begun = time.monotonic()
    while source.read() is None:
        assert time.monotonic() - begun < 10, source.status
    took_s = time.monotonic() - begun
    source.close()
    source._thread.join(10)
    assert not source._thread.is_alive()
    return took_s


@pytest.mark.parametrize("kind", ["http", "h264", "h265"])
def test_two_hundred_connections(kind):
    codec = {"h264": H264Payload, "h265": H265Payload}.get(kind)
    sending = Sending(fps=60)
    server = http_camera(sending) if codec is None else rtsp_camera(sending, codec=codec)
    process = psutil.Process()
    with server as port:
        url = f"{'http' if codec is None else 'rtsp'}://127.0.0.1:{port}/video"
        took, seen = [], {}
        for number in range(RECONNECTS + 1):
            took.append(first_frame(url))
            if number in {20, RECONNECTS}:
                gc.collect()
                time.sleep(1.0)
                seen[number] = (
                    process.num_fds(),
                    threading.active_count(),
                    process.memory_info().rss / 2**20,
                )
    before, after = seen[20], seen[RECONNECTS]
    print(
        f"\n{kind}: first picture after {1000 * statistics.median(took):.0f} ms (median), {1000 * max(took):.0f} ms (worst)"
    )
    print(
        f"{kind}: handles {before[0]} -> {after[0]}, threads {before[1]} -> {after[1]}, memory {before[2]:.0f} -> {after[2]:.0f} MiB"
    )
    assert after[0] - before[0] <= 4
    assert after[1] - before[1] <= 4


@pytest.mark.parametrize("kind", ["http", "jpeg", "h264", "h265"])
def test_lag_to_live(kind):
    codec = {"jpeg": JpegPayload, "h264": H264Payload, "h265": H265Payload}.get(kind)
    sending = Sending(fps=15)
    server = http_camera(sending) if codec is None else rtsp_camera(sending, codec=codec)
    lags = []
    with server as port:
        scheme = "http" if codec is None else "rtsp"
        source = open_stream(check_address(f"{scheme}://127.0.0.1:{port}/video"), clock=SystemClock())
        begun = time.monotonic()
        while time.monotonic() - begun < 10:
            frame = source.read()
            if frame is not None:
                lags.append(1000 * (time.monotonic() - sending.sent_at[number_of(frame.image)]))
            time.sleep(0.25)
        source.close()
    print(
        f"\n{kind}: lag of a reader at 4 Hz: median {statistics.median(lags):.0f} ms, worst {max(lags):.0f} ms"
    )


@pytest.mark.parametrize("size", [(480, 640), (720, 1280), (1080, 1920)])
def test_what_the_picture_check_costs(size):
    rng = np.random.default_rng(0)
    scene = cv2.resize(rng.uniform(40, 200, (9, 12, 3)).astype(np.float32), size[::-1])
    pictures = [np.clip(scene + rng.normal(0, 1.5, scene.shape), 0, 255).astype(np.uint8) for _ in range(8)]
    health, took = PictureHealth(), []
    for number in range(600):
        frame = Frame(number, number / 30, pictures[number % 8])
        begun = time.perf_counter()
        health.update(frame)
        took.append(1000 * (time.perf_counter() - begun))
    print(
        f"\n{size[1]} x {size[0]}: {statistics.mean(took):.2f} ms a picture (mean), {max(took):.1f} ms (worst)"
    )
