"""Dead pictures beneath strong noise, a banner and noise, or a video coder's errors; and sleepers beneath the same."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from neopain.capture.checks.picture_check import PictureHealth
from neopain.capture.checks.shift import NoShift
from neopain.core.alarms.conditions import ConditionId
from neopain.core.frames import Frame
from tests.unit.capture.checks.test_picture_check import STILL, banner, clock, moved, noisy, scene

LARGE = scene(height=480, width=640)
NOISES = np.random.default_rng(8).standard_normal((24, 480, 640), np.float32)


@cache
def raised_and_lowered(sigma):
    """The noises in whole levels, as the bytes that are added and those that are taken: uint8 (24, 480, 640) each."""
    levels = np.rint(sigma * NOISES).astype(np.int16)
    return levels.clip(0, 255).astype(np.uint8), (-levels).clip(0, 255).astype(np.uint8)


def strong(image, sigma, number):
    """Noise of its own in each picture; where the generator's cost matters, shifted, turned or negated."""
    more, less = (
        np.roll(part[number % 24], (7 * number, 11 * number), (0, 1)) for part in raised_and_lowered(sigma)
    )
    if number // 24 % 2:
        more, less = less, more
    return cv2.subtract(cv2.add(image, cv2.merge([more] * 3)), cv2.merge([less] * 3))


def face_only(at, number, sigma, amplitude=0.15, image=LARGE):
    """The face breathes by `amplitude` of 1/192 of the width, nothing else moves."""
    shift = image.shape[1] / 192 * amplitude
    whole = image.copy()
    there = moved(image[160:340, 220:420], shift * np.sin(3 * at), 0.5 * shift * np.cos(3 * at))
    whole[170:330, 230:410] = there[10:-10, 10:-10]
    return strong(whole, sigma, number)


class Coder:
    """H.264 or H.265 at a constant rate, and back: a key picture every 16, a buffer of 8 pictures."""

    FPS = 4
    """Coders count in pictures: their errors are those of a camera with more of them a second."""

    def __init__(self, bits_a_picture, codec="libx264"):
        rate, buffer, between = bits_a_picture * self.FPS, bits_a_picture * 8, 16
        av = pytest.importorskip("av")
        self._av, self._encoder = av, av.CodecContext.create(codec, "w")
        self._encoder.width, self._encoder.height, self._encoder.pix_fmt = 640, 480, "yuv420p"
        self._encoder.framerate, self._encoder.gop_size = self.FPS, between
        # One thread codes the same pictures the same way each time.
        self._encoder.bit_rate, self._encoder.thread_count = rate, 1
        self._encoder.options = {
            "preset": "veryfast",
            "tune": "zerolatency",
            "maxrate": str(rate),
            "bufsize": str(buffer),
        }
        if codec == "libx265":
            most = f"vbv-maxrate={rate // 1000}:vbv-bufsize={buffer // 1000}"
            own = f"log-level=none:bframes=0:keyint={between}:pools=none:frame-threads=1:{most}"
            self._encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "x265-params": own}
        self._decoder = av.CodecContext.create("hevc" if codec == "libx265" else "h264", "r")
        # One for all pictures: each `to_ndarray` of another format makes its own.
        self._to_bgr = av.video.reformatter.VideoReformatter()

    def __call__(self, image):
        frame = self._av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
        for packet in self._encoder.encode(frame):
            for decoded in self._decoder.decode(self._av.Packet(bytes(packet))):
                self._last = self._to_bgr.reformat(decoded, format="bgr24").to_ndarray()
        return self._last


def frozen_at(image_at, *, fps=15, seconds=33):
    """When the picture was called frozen, the last fault, and the codes of the events."""
    health, at, events = PictureHealth(), None, []
    for number in range(round(seconds * fps) + 1):
        faults = health.update(Frame(number, number / fps, image_at(number / fps, number)))
        at = number / fps if at is None and ConditionId.PICTURE_FROZEN in faults else at
        events += [event.code for event in health.take_events()]
    return at, events


DEAD = {
    "noise of five levels": lambda at, n: noisy(STILL, 5.0),
    "noise of eight levels": lambda at, n: strong(LARGE, 8.0, n),
    "noise of twelve levels": lambda at, n: strong(LARGE, 12.0, n),
    "noise and a banner": lambda at, n: noisy(banner(STILL, at), 2.0),
    "strong noise and a banner": lambda at, n: noisy(banner(STILL, at), 4.0),
    "noise, fading": lambda at, n: noisy(np.clip(STILL * (1 - 0.015 * at), 0, 255), 4.0),
}


@pytest.mark.parametrize("kind", DEAD)
def test_a_dead_picture_under_strong_noise_is_frozen_after_half_a_minute(kind):
    at, events = frozen_at(DEAD[kind])
    assert 29 <= at <= 33
    assert events == ["picture_motionless"]


@pytest.mark.parametrize(
    ("bits_a_picture", "codec", "marked"),
    [(125_000, "libx264", False), (62_500, "libx264", True), (62_500, "libx265", False)],
)
def test_a_camera_that_died_behind_its_video_coder_is_frozen_after_half_a_minute(
    bits_a_picture, codec, marked
):
    coder = Coder(bits_a_picture, codec)
    at, _ = frozen_at(lambda at, n: coder(clock(LARGE, at, 0.6) if marked else LARGE), fps=Coder.FPS)
    assert at is not None


SLEEPERS = {
    "eight levels, only the face": lambda at, n: face_only(at, n, 8.0),
    "twelve levels, only the face": lambda at, n: face_only(at, n, 12.0),
    "dim, only the face": lambda at, n: face_only(at, n, 3.0, image=LARGE // 6),
    "with a banner": lambda at, n: noisy(banner(moved(STILL, 0.1 * np.sin(4 * at)), at), 1.5),
}


@pytest.mark.parametrize("fps", [2.5, 8])
@pytest.mark.parametrize("kind", SLEEPERS)
def test_a_sleeping_child_under_strong_noise_is_never_called_frozen(kind, fps):
    assert frozen_at(SLEEPERS[kind], fps=fps, seconds=32) == (None, [])


@pytest.mark.parametrize(
    ("bits_a_picture", "codec"), [(125_000, "libx264"), (18_750, "libx264"), (37_500, "libx265")]
)
def test_a_sleeping_child_behind_a_video_coder_is_never_called_frozen(bits_a_picture, codec):
    coder = Coder(bits_a_picture, codec)
    assert frozen_at(lambda at, n: coder(face_only(at, n, 1.5)), fps=Coder.FPS)[0] is None


def test_a_picture_of_one_point_and_one_of_many_are_looked_at():
    for size in ((1, 1), (48, 64), (2160, 3840)):
        check = NoShift()
        image = np.random.default_rng(1).integers(0, 255, (*size, 3), np.uint8)
        pictures = image, cv2.add(image, 1)
        assert not any(check.update(pictures[n % 2], n / 10) for n in range(4 if size[0] > 1000 else 150))
