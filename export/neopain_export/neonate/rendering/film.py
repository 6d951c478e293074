"""What a camera does to the light: defocus, motion, noise, colour cast, compression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from neopain.core.errors import ProgramFault

if TYPE_CHECKING:
    from neopain.core.frames import RgbImage


@dataclass(frozen=True, slots=True)
class Film:
    """One camera at one moment.

    Attributes:
        camera: its name, to split by.
        scale: size of the picture relative to the drawn one.
        cast: gain of red, green and blue.
        gamma: above 1 darkens the middle tones.
        saturation: 1 leaves colours as they are, 0 is grey.
        defocus_px: standard deviation of the blur.
        motion_px, motion_deg: length and direction of motion blur.
        dim: share of the light that reaches the sensor.
        gain_back: how much of the loss the camera amplifies again, 0..1.
        read_noise, shot_noise: standard deviations at black and at full white, 0..1 of full scale.
        jpeg_quality: 100 down to 10.
        sharpen: how much the camera draws edges again, 0 not at all.
    """

    camera: str
    scale: float = 1.0
    cast: tuple[float, float, float] = (1.0, 1.0, 1.0)
    gamma: float = 1.0
    saturation: float = 1.0
    defocus_px: float = 0.5
    motion_px: float = 0.0
    motion_deg: float = 0.0
    dim: float = 1.0
    gain_back: float = 0.7
    read_noise: float = 0.004
    shot_noise: float = 0.01
    jpeg_quality: int = 95
    sharpen: float = 0.0


def expose(picture: RgbImage, film: Film, rng: np.random.Generator) -> RgbImage:
    """The picture as the camera would store it; uint8 (H, W, 3) RGB of the scaled size."""
    height, width = picture.shape[:2]
    size = (max(8, round(width * film.scale)), max(8, round(height * film.scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if film.scale < 1.0 else picture
    light = (small.astype(np.float32) / 255.0) ** 2.2
    if film.motion_px >= 1.0:
        cv2.filter2D(light, -1, motion_kernel(film.motion_px, film.motion_deg), dst=light)
    if film.defocus_px > 0.2:
        cv2.GaussianBlur(light, (0, 0), film.defocus_px, dst=light)
    light = light * np.array(film.cast, np.float32) * film.dim
    spread = np.sqrt(film.read_noise**2 + film.shot_noise**2 * np.clip(light, 0.0, None))
    light = light + spread * _grain(light.shape, rng)
    light = light * film.dim ** (-film.gain_back)
    grey = light @ np.array([0.30, 0.59, 0.11], np.float32)
    light = grey[..., None] + film.saturation * (light - grey[..., None])
    shown = np.clip(light, 0.0, 1.0) ** (film.gamma / 2.2)
    if film.sharpen > 0.0:
        shown = np.clip(shown + film.sharpen * (shown - cv2.GaussianBlur(shown, (0, 0), 1.2)), 0.0, 1.0)
    return compress((shown * 255.0 + 0.5).astype(np.uint8), film.jpeg_quality)


def motion_kernel(
    length_px: float, direction_deg: float
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A line of the given length that sums to 1, float32, odd square."""
    side = int(np.ceil(length_px)) // 2 * 2 + 3
    kernel = np.zeros((side, side), np.float32)
    along = np.array([np.cos(np.radians(direction_deg)), np.sin(np.radians(direction_deg))])
    middle = side // 2
    for share in np.linspace(-0.5, 0.5, 8 * side):
        column, row = middle + share * (length_px - 1.0) * along
        kernel[round(row), round(column)] += 1.0
    return np.asarray(kernel / kernel.sum(), np.float32)


def compress(picture: RgbImage, quality: int) -> RgbImage:
    """Through JPEG and back."""
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    decoded = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
    if decoded is None:
        raise ProgramFault(f"the JPEG coder cannot read what it wrote; got {len(encoded)} bytes")
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)


def _grain(
    shape: tuple[int, ...], rng: np.random.Generator
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Normal noise, half of it shared by the colours and slightly soft, as demosaicing leaves it."""
    noise = rng.standard_normal(shape, np.float32)
    shared = rng.standard_normal((*shape[:2], 1), np.float32)
    return cv2.GaussianBlur(0.7 * noise + 0.7 * shared, (0, 0), 0.5) * np.float32(1.5)
