"""Lays patches on aligned faces: plasters, tapes, gauze and prints of many textures, anywhere on the face."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.frames import CROP_SIDE_PX
from neopain.vision.quality.covering import CHEEKS

if TYPE_CHECKING:
    from neopain.core.frames import RgbImage

Float32s = NDArray[np.float32]

PLACES = {
    "brow": (112, 66, 136, 30),
    "inner_brow": (112, 66, 56, 32),
    "right_brow": (78, 67, 60, 28),
    "left_brow": (146, 67, 60, 28),
    "eyes": (112, 91, 140, 34),
    "inner_eyes": (112, 90, 66, 34),
    "right_eye": (76, 91, 64, 34),
    "left_eye": (148, 91, 64, 34),
    "nose": (112, 121, 48, 44),
    "mouth": (112, 167, 100, 52),
    "right_mouth": (88, 167, 52, 52),
    "left_mouth": (136, 167, 52, 52),
    "cheek": (64, 126, 48, 40),
    "forehead": (112, 40, 80, 30),
}
"""Middle (x, y), width and height in the crop."""
_SIDE = CROP_SIDE_PX
_Y, _X = (part.astype(np.float32) for part in np.mgrid[:_SIDE, :_SIDE])


def laid_on(
    image: RgbImage, place: str, texture: str, rng: np.random.Generator
) -> tuple[RgbImage, NDArray[np.bool_]]:
    """The face with a patch, of size, turn, edge and light of its own, and where it lies.

    Args:
        image: uint8 (224, 224, 3) RGB, the aligned face.
        place: a key of `PLACES`.
        texture: a key of `TEXTURES`.
        rng: decides the rest.
    """
    x, y, width, height = PLACES[place]
    size = width * rng.uniform(0.85, 1.35), height * rng.uniform(0.85, 1.4)
    shape = (x + rng.uniform(-6, 6), y + rng.uniform(-4, 4)), size, rng.uniform(-18, 18)
    skin = np.median(np.concatenate([image[cheek].reshape(-1, 3) for cheek in CHEEKS]), axis=0)
    stuff = TEXTURES[texture](image, skin.astype(np.float32), rng)
    tint = 1 + 0.08 * rng.normal(0, 1, 3)
    light = 1 + rng.uniform(-0.15, 0.15) * (_Y / 112 - 1) + rng.uniform(-0.15, 0.15) * (_X / 112 - 1)
    mask = np.zeros((_SIDE, _SIDE), np.float32)
    brightness = rng.uniform(0.85, 1.15)
    if rng.random() < 0.4:
        cv2.ellipse(mask, shape, 1.0, -1)
    else:
        cv2.fillConvexPoly(mask, cv2.boxPoints(shape).astype(np.int32), 1.0)
    soft = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.7, 2.5))[..., None]
    # Most of the face is as it was.
    there = _bounds(soft[..., 0] > 0)
    laid = stuff[there] * light[there][..., None] * brightness * tint
    patched = image.copy()
    patched[there] = np.clip(image[there] * (1 - soft[there]) + laid * soft[there], 0, 255)
    return patched, mask > 0


def _bounds(there: NDArray[np.bool_]) -> tuple[slice, slice]:
    """The rows and columns in which something is."""
    rows, columns = (np.flatnonzero(there.any(axis=axis)) for axis in (1, 0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _grain(rng: np.random.Generator, levels: float, sigma_px: float = 1.0) -> Float32s:
    noise = cv2.GaussianBlur(rng.normal(0, 1, (_SIDE, _SIDE)).astype(np.float32), (0, 0), sigma_px)
    return np.asarray(levels * noise / noise.std(), np.float32)[..., None]


def _turned(stuff: Float32s, rng: np.random.Generator) -> Float32s:
    turn = cv2.getRotationMatrix2D((_SIDE / 2, _SIDE / 2), rng.uniform(0, 180), rng.uniform(0.7, 1.6))
    return np.asarray(cv2.warpAffine(stuff, turn, (_SIDE, _SIDE), borderMode=cv2.BORDER_REFLECT), np.float32)


def _colour(*parts: float) -> Float32s:
    return np.array(parts, np.float32)


def _of(colour: Float32s) -> Float32s:
    return np.asarray(np.broadcast_to(colour, (_SIDE, _SIDE, 3)), np.float32)


def _holes(skin: Float32s, rng: np.random.Generator) -> Float32s:
    hole = (np.mod(_X, 9) - 4.5) ** 2 + (np.mod(_Y, 9) - 4.5) ** 2 < 2.5
    return _turned(np.where(hole[..., None], 0.55 * _of(skin), _of(skin)) + _grain(rng, 3), rng)


def _print(rng: np.random.Generator) -> Float32s:
    dot = (np.mod(_X, 22) - 11) ** 2 + (np.mod(_Y, 18) - 9) ** 2 < 30
    colours = rng.uniform(40, 240, (2, 3)).astype(np.float32)
    return _turned(np.where(dot[..., None], _of(colours[0]), _of(colours[1])) + _grain(rng, 3), rng)


def _woven(skin: Float32s, rng: np.random.Generator) -> Float32s:
    thread = 10 * np.sin(1.6 * _X) * np.sin(1.6 * _Y)
    return _turned(_of(skin * _colour(1.02, 0.97, 0.9)) + thread[..., None] + _grain(rng, 3), rng)


def _stripes(skin: Float32s, rng: np.random.Generator) -> Float32s:
    return _turned(_of(skin) + 22 * np.sign(np.sin(0.7 * _Y))[..., None] + _grain(rng, 3), rng)


TEXTURES: dict[str, Callable[[RgbImage, Float32s, np.random.Generator], Float32s]] = {
    "white": lambda _, __, rng: _of(_colour(235, 235, 235)) + _grain(rng, 3),
    "skin": lambda _, skin, __: _of(skin),
    "skin_grain": lambda _, skin, rng: _of(skin) + _grain(rng, 6),
    "skin_rough": lambda _, skin, rng: _of(skin) + _grain(rng, 14, 1.5),
    "woven": lambda _, skin, rng: _woven(skin, rng),
    "holes": lambda _, skin, rng: _holes(skin, rng),
    "print": lambda _, __, rng: _print(rng),
    "dark": lambda _, skin, rng: _of(0.45 * skin) + _grain(rng, 6),
    "stripes": lambda _, skin, rng: _stripes(skin, rng),
}
"""Each makes float32 (224, 224, 3) RGB of the face and its skin's colour."""
