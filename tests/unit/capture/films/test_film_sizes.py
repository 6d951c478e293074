"""Films whose pictures change their size, from real encoders."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from neopain.capture.films.video import VideoSource
from neopain.core.sessions import SourceState
from tests.fakes import FakeClock

WIDE, TALL = (320, 240), (240, 320)
EACH = 40
"""More than is looked at ahead."""
UNIT = Fraction(1, 10)
CODECS = [
    ("libx264", "mpegts", "ts"),
    ("libx265", "mpegts", "ts"),
    ("mpeg2video", "mpegts", "ts"),
    ("mjpeg", "avi", "avi"),
    ("libvpx", "webm", "webm"),
    ("libvpx-vp9", "webm", "webm"),
]


def circle(size):
    image = np.full((size[1], size[0], 3), 90, np.uint8)
    return cv2.circle(image, (size[0] // 2, size[1] // 2), 80, (255, 255, 255), -1)


def encoded(codec, size, start):
    """Coded pictures from an encoder of its own."""
    encoder = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.time_base, encoder.framerate = *size, UNIT, 1 / UNIT
    encoder.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    encoder.gop_size = 10
    encoder.thread_count = 1  # small pictures: more threads spin and wait for each other
    encoder.options = {
        "libx265": {"x265-params": "log-level=none", "preset": "ultrafast"},
        "libx264": {"preset": "veryfast", "bf": "2"},
        "libvpx": {"deadline": "realtime", "cpu-used": "8"},
        "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"},
    }.get(codec, {})
    for number in range(EACH):
        frame = av.VideoFrame.from_ndarray(circle(size), format="bgr24").reformat(format=encoder.pix_fmt)
        frame.pts, frame.time_base = start + number, UNIT
        yield from encoder.encode(frame)
    yield from encoder.encode(None)


def write(path, codec, form, sizes):
    """One film; its container declares the first size only."""
    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height = sizes[0]
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        for part, size in enumerate(sizes):
            for packet in encoded(codec, size, part * EACH):
                packet.stream = stream
                container.mux(packet)
    path.write_bytes(out.getvalue())


def width_and_height(image):
    rows, columns = np.where(image[:, :, 0] > 180)
    return int(np.ptp(columns)), int(np.ptp(rows))


def play(path):
    source = VideoSource(path, clock=FakeClock(), pace=False)
    images = []
    while source.status.state is not SourceState.ENDED:
        frame = source.read()
        if frame is not None:
            images.append(frame.image)
    return images, source.status.detail


@pytest.mark.parametrize(("codec", "form", "suffix"), CODECS)
def test_no_picture_is_stretched_where_the_size_changes(codec, form, suffix, tmp_path):
    path = tmp_path / f"turned.{suffix}"
    write(path, codec, form, (WIDE, TALL))
    images, told = play(path)
    assert EACH - 2 <= len(images) <= EACH
    for image in images:
        width, height = width_and_height(image)
        assert abs(width - height) <= 4
    assert "the picture size changes from 320 x 240 to 240 x 320" in told


@pytest.mark.parametrize(("codec", "form", "suffix"), CODECS)
def test_a_film_joined_from_parts_of_one_size_plays_to_its_end(codec, form, suffix, tmp_path):
    path = tmp_path / f"joined.{suffix}"
    write(path, codec, form, (WIDE, WIDE))
    images, told = play(path)
    assert len(images) >= 2 * EACH - 2
    assert told == "the video is over"
