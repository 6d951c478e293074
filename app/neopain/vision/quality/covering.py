"""Whether something lies on a piece of an aligned face, whatever it looks like.

A plaster with the colour and grain of skin has no colour far from the skin's, and half a part that is left
has the part's form. But what lies on an inner half of an eye has no dark line of a lid, no edges along the
lids more than across them, no grain like the cheeks', no twin on the other side. Such figures of a piece are
weighed by a logistic judge with squares, one for each kind of piece, fitted to drawn faces with patches of
many textures (`neopain-export covering`; decision 40). Nothing is learnt about who somebody is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.frames import FaceRegion, RgbImage
from neopain.vision.quality.covering_judges import JUDGES
from neopain.vision.quality.light import FACE

CHEEKS = ((slice(104, 134), slice(50, 80)), (slice(104, 134), slice(144, 174)))
FOREHEAD = (slice(40, 56), slice(80, 144))
FIGURES = 15


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows and columns of the crop, the part they belong to, and whose judge looks at them."""

    region: FaceRegion
    kind: str
    rows: slice
    columns: slice


PIECES = (
    Piece(FaceRegion.EYES, "eye", slice(76, 106), slice(48, 106)),
    Piece(FaceRegion.EYES, "eye", slice(76, 106), slice(118, 176)),
    Piece(FaceRegion.EYES, "inner_eyes", slice(76, 106), slice(82, 142)),
    Piece(FaceRegion.BROW, "brow", slice(54, 78), slice(48, 108)),
    Piece(FaceRegion.BROW, "brow", slice(54, 78), slice(116, 176)),
    Piece(FaceRegion.BROW, "inner_brow", slice(52, 80), slice(86, 138)),
    Piece(FaceRegion.MOUTH, "mouth", slice(144, 190), slice(66, 112)),
    Piece(FaceRegion.MOUTH, "mouth", slice(144, 190), slice(112, 158)),
)
KINDS = tuple(dict.fromkeys(piece.kind for piece in PIECES))
"""The halves of a face share a judge, as no figure tells left from right. The nose has none: no patch on it
moved a score by itself, and a real nose is unlike a drawn one."""

FORM_SIGMA_PX = 3.0
"""Blur that takes the grain of skin, tape and camera, and leaves lids, folds and lips."""

_Map = NDArray[np.float32]
_LOOKED_AT = (
    slice(min(piece.rows.start for piece in PIECES), max(piece.rows.stop for piece in PIECES)),
    slice(min(piece.columns.start for piece in PIECES), max(piece.columns.stop for piece in PIECES)),
)


@dataclass(frozen=True, slots=True)
class Planes:
    """An aligned face taken apart, once for everything that looks at it.

    Attributes:
        grey: float32 (224, 224); coarse: the same without grain; lab: float32 (224, 224, 3), OpenCV's scale.
        contrast: of the face's coarse grey, at least 1.
    """

    grey: _Map
    coarse: _Map
    lab: _Map
    contrast: float

    @classmethod
    def of(cls, image: RgbImage) -> Planes:
        """Take uint8 (224, 224, 3) RGB apart."""
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
        coarse = np.asarray(cv2.GaussianBlur(grey, (0, 0), FORM_SIGMA_PX), np.float32)
        lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(np.float32)
        return cls(grey, coarse, lab, max(1.0, float(coarse[FACE].std())))


def pieces_covered(planes: Planes) -> frozenset[FaceRegion]:
    """The parts of which a piece is covered."""
    judged = zip(PIECES, _rows(planes), strict=True)
    return frozenset(
        piece.region for piece, values in judged if JUDGES[piece.kind].odds(values[None])[0] > 0.0
    )


def figures(image: RgbImage) -> NDArray[np.float64]:
    """What the judges look at, float64 (8, 15), a row a piece. image: uint8 (224, 224, 3) RGB."""
    return _rows(Planes.of(image))


def _rows(planes: Planes) -> NDArray[np.float64]:
    maps = _Maps.of(planes)
    return np.array([_figures(maps, piece.rows, piece.columns) for piece in PIECES], np.float64)


@dataclass(frozen=True, slots=True)
class _Maps:
    """Pictures of the whole face, float32 (224, 224), and what is usual on its skin.

    Attributes:
        line, coarse: grey, blurred by 1.5 and 3 px: the lines of lids and lips, and their shadows.
        grain: what the first blur takes, as its size about each pixel.
        across, along: steps of `line` from column to column, and from row to row.
        light: lightness; chroma: distance from the skin's colour, where a piece is.
        skin, skin_grain, contrast: the skin's lightness and grain, the face's contrast.
    """

    line: _Map
    coarse: _Map
    grain: _Map
    across: _Map
    along: _Map
    light: _Map
    chroma: _Map
    skin: float
    skin_grain: float
    contrast: float

    @classmethod
    def of(cls, planes: Planes) -> _Maps:
        grey, lab = planes.grey, np.asarray(cv2.GaussianBlur(planes.lab, (0, 0), 2.0), np.float32)
        line = cv2.GaussianBlur(grey, (0, 0), 1.5)
        # The running sums of the blur leave a little less than nothing where there is no grain.
        grain = np.sqrt(np.maximum(cv2.blur((grey - line) ** 2, (9, 9)), 0.0))
        skin = np.median(np.concatenate([lab[place].reshape(-1, 3) for place in (*CHEEKS, FOREHEAD)]), axis=0)
        chroma, seen = np.zeros_like(grey), lab[_LOOKED_AT]
        np.hypot(seen[..., 1] - skin[1], seen[..., 2] - skin[2], out=chroma[_LOOKED_AT])
        return cls(
            np.asarray(line, np.float32),
            planes.coarse,
            np.asarray(grain, np.float32),
            np.abs(cv2.Sobel(line, cv2.CV_32F, 1, 0, scale=1 / 8)),
            np.abs(cv2.Sobel(line, cv2.CV_32F, 0, 1, scale=1 / 8)),
            np.asarray(lab[..., 0], np.float32),
            chroma,
            float(skin[0]),
            max(0.3, float(np.median(np.concatenate([grain[place].ravel() for place in CHEEKS])))),
            planes.contrast,
        )


def _figures(maps: _Maps, rows: slice, columns: slice) -> list[float]:
    line, light = maps.line[rows, columns], maps.light[rows, columns]
    grain, chroma = maps.grain[rows, columns], maps.chroma[rows, columns]
    width = maps.line.shape[1]
    twin = maps.line[rows, width - columns.stop : width - columns.start][:, ::-1]
    spread = max(1e-3, float(line.std() * twin.std()))
    alike = float(((line - line.mean()) * (twin - twin.mean())).mean()) / spread
    across, along = float(maps.across[rows, columns].mean()), float(maps.along[rows, columns].mean())
    middle_grain, most_grain = _points(grain, 0.5, 0.9)
    darkest, middle, lightest = _points(light, 0.05, 0.5, 0.95)
    half = light.shape[0] // 2
    return [
        np.log(form(maps.coarse[rows, columns]) / maps.contrast + 1e-3),
        np.log(form(line) / maps.contrast + 1e-3),
        np.log(middle_grain / maps.skin_grain + 0.05),
        np.log(most_grain / maps.skin_grain + 0.05),
        (maps.skin - darkest) / maps.contrast,
        (lightest - maps.skin) / maps.contrast,
        np.log((along + 0.05) / (across + 0.05)),
        np.log(along / maps.contrast + 1e-3),
        np.log(across / maps.contrast + 1e-3),
        _points(chroma, 0.5)[0] / 10,
        float(chroma.std()) / 10,
        (middle - maps.skin) / maps.contrast,
        alike,
        np.log(max(most_grain, 1e-3) / (middle_grain + 0.05)),
        float(light[:half].mean() - light[half:].mean()) / maps.contrast,
    ]


def _points(values: _Map, *shares: float) -> list[float]:
    """Quantiles, to the nearest pixel: numpy's own take longer than all else here."""
    ordered = np.sort(values, axis=None)
    return [float(ordered[round(share * (ordered.size - 1))]) for share in shares]


def form(grey: _Map) -> float:
    """Standard deviation of a part's grey after the light that falls across it is taken away, grey levels.

    The light is the plane, curved along each side, that fits best. grey: float32 (H, W), blurred.
    """
    light = _slow_light(*grey.shape)
    values = grey.ravel().astype(np.float64)
    return float((values - light @ (light.T @ values)).std())


@lru_cache(maxsize=32)
def _slow_light(height: int, width: int) -> NDArray[np.float64]:
    """Light that falls across a part of that size, as orthonormal columns, float64 (H * W, 5)."""
    rows, columns = np.mgrid[:height, :width]
    y, x = (rows / height - 0.5).ravel(), (columns / width - 0.5).ravel()
    return np.asarray(np.linalg.qr(np.column_stack([np.ones_like(x), x, y, x * x, y * y]))[0])
