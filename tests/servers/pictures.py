"""Pictures that carry a number which survives JPEG and H.264."""

from __future__ import annotations

import functools

import cv2
import numpy as np

WIDTH, HEIGHT = 320, 240
_BLOCK, _BITS = 20, 16


def numbered(number: int) -> np.ndarray:
    """uint8 (240, 320, 3) BGR: a gradient, and `number` (modulo 65536) in black and white blocks on top."""
    ramp = np.linspace(40, 200, WIDTH, dtype=np.uint8)
    image = np.repeat(np.tile(ramp, (HEIGHT, 1))[:, :, None], 3, axis=2)
    for bit in range(_BITS):
        image[:_BLOCK, bit * _BLOCK : (bit + 1) * _BLOCK] = 255 if number >> bit & 1 else 0
    return image


@functools.lru_cache(200)
def jpeg(number: int) -> bytes:
    """`numbered` as a baseline JPEG."""
    return cv2.imencode(".jpg", numbered(number), [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


def number_of(image: np.ndarray) -> int:
    """The number in a picture made by `numbered`."""
    middle = image[_BLOCK // 2, _BLOCK // 2 : _BITS * _BLOCK : _BLOCK].mean(axis=1)
    return sum(int(value > 127) << bit for bit, value in enumerate(middle))


def write_video(path, frames: int, fps: float = 15.0) -> None:
    """A video file of `numbered` pictures 0, 1, 2 ..."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, (WIDTH, HEIGHT))
    assert writer.isOpened()
    for number in range(frames):
        writer.write(numbered(number))
    writer.release()
