"""Pictures that are one picture for the eye: re-encoded, smaller, brighter, mirrored, turned, the next frame.

A difference hash (the sign of the step from each pixel of a small grey picture to its right neighbour,
nothing where there is no step) finds candidates; the correlation of the small pictures themselves confirms
them, so that infants who merely lie in the same cot before the same camera are not taken for each other. Of
turned copies the steps run otherwise: there the small pictures tell.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SourceFault
from neopain_export.study.data.samples import Picture

SIDE = 16
LEAST_AGREEMENT = 0.75
"""Cosine of two hashes. Measured on drawn and on real infants: copies 0.85 to 1, other infants below 0.7."""
LEAST_CORRELATION = 0.97
"""Of the small pictures. Measured: copies 0.97 to 1, other infants below 0.87."""
_THUMB = 32
_FLAT = 4.0
_STEP = 1
_BLOCK = 2048
_THUMB_STEP = 1.0 / (_THUMB * 50.0)
"""One grey level of a picture of common contrast, in the small picture's own units."""
SIZE = SIDE * SIDE + _THUMB * _THUMB


def likeness_of(picture: Picture) -> NDArray[np.float32]:
    """What is compared: hash as +1, 0 and -1 of length one, then the small grey picture; float32 (SIZE,).

    NaN throughout for a picture that cannot be read or shows nothing but one grey.
    """
    nothing = np.full(SIZE, np.nan, np.float32)
    try:
        grey = cv2.cvtColor(picture.load(), cv2.COLOR_BGR2GRAY)
    except (SourceFault, cv2.error):
        return nothing
    small = cv2.resize(grey, (_THUMB, _THUMB), interpolation=cv2.INTER_AREA).astype(np.float32)
    spread = float(small.std())
    if spread < _FLAT:
        return nothing
    steps = cv2.resize(grey, (SIDE + 1, SIDE), interpolation=cv2.INTER_AREA).astype(np.int16)
    rises = np.diff(steps, axis=1)
    signs = np.where(np.abs(rises) > _STEP, np.sign(rises), 0).astype(np.float32)
    bits = signs / max(1.0, float(np.linalg.norm(signs)))
    thumb = (small - small.mean()) / (spread * _THUMB)
    return np.concatenate([bits.ravel(), thumb.ravel()])


def mirrored(likeness: NDArray[np.float32]) -> NDArray[np.float32]:
    """The likeness of the mirrored pictures; (n, SIZE) to (n, SIZE)."""
    bits = -likeness[:, : SIDE * SIDE].reshape(-1, SIDE, SIDE)[:, :, ::-1]
    thumbs = likeness[:, SIDE * SIDE :].reshape(-1, _THUMB, _THUMB)[:, :, ::-1]
    return np.concatenate([bits.reshape(len(bits), -1), thumbs.reshape(len(thumbs), -1)], axis=1)


def turned(likeness: NDArray[np.float32], quarters: int) -> NDArray[np.float32]:
    """The small pictures, turned by quarters; (n, SIZE) to (n, _THUMB * _THUMB)."""
    thumbs = likeness[:, SIDE * SIDE :].reshape(-1, _THUMB, _THUMB)
    return np.ascontiguousarray(np.rot90(thumbs, quarters, axes=(1, 2)).reshape(len(thumbs), -1))


def alike(likeness: NDArray[np.float32], owners: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Pairs of rows of different owners, first below second, that are one picture for the eye.

    Mirrored or turned by quarters counts, too.

    Args:
        likeness: float32 (n, SIZE).
        owners: int (n,); a film has thousands of alike frames of one owner, which are nobody's concern.
    """
    usable = np.flatnonzero(np.isfinite(likeness[:, 0]))
    if len(usable) < 2:
        return
    own, whose = likeness[usable], owners[usable]
    for other in (own, mirrored(own)):
        for first, second in (*_upright(own, other, whose), *_turned(own, other, whose)):
            yield int(usable[first]), int(usable[second])


def _upright(
    own: NDArray[np.float32], other: NDArray[np.float32], whose: NDArray[np.intp]
) -> Iterator[tuple[int, int]]:
    for rows, columns in _blocks(whose):
        close = own[rows, : SIDE * SIDE] @ other[columns, : SIDE * SIDE].T >= LEAST_AGREEMENT
        for first, second in _apart(close, whose, rows, columns):
            if float(own[first, SIDE * SIDE :] @ other[second, SIDE * SIDE :]) >= LEAST_CORRELATION:
                yield first, second


def _turned(
    own: NDArray[np.float32], other: NDArray[np.float32], whose: NDArray[np.intp]
) -> Iterator[tuple[int, int]]:
    for quarters in (1, 2, 3):
        thumbs = turned(other, quarters)
        for rows, columns in _blocks(whose):
            close = own[rows, SIDE * SIDE :] @ thumbs[columns].T >= LEAST_CORRELATION
            for first, second in _apart(close, whose, rows, columns):
                if _agreement(own[first, SIDE * SIDE :], thumbs[second]) >= LEAST_AGREEMENT:
                    yield first, second


def _agreement(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Cosine of the signs of two small pictures' steps: soft light is alike however it is turned."""
    signs = []
    for thumb in (one, other):
        steps = np.diff(cv2.resize(thumb.reshape(_THUMB, _THUMB), (SIDE, SIDE), interpolation=cv2.INTER_AREA))
        sign = np.where(np.abs(steps) > _THUMB_STEP, np.sign(steps), 0.0)
        signs.append(sign / max(1.0, float(np.linalg.norm(sign))))
    return float((signs[0] * signs[1]).sum())


def _blocks(whose: NDArray[np.intp]) -> Iterator[tuple[slice, slice]]:
    """The upper half of a square of pairs, in pieces that fit into memory; none that are all one owner's."""
    for top in range(0, len(whose), _BLOCK):
        rows = slice(top, top + _BLOCK)
        for left in range(top, len(whose), _BLOCK):
            columns = slice(left, left + _BLOCK)
            if (whose[rows] != whose[top]).any() or (whose[columns] != whose[top]).any():
                yield rows, columns


def _apart(
    close: NDArray[np.bool_], whose: NDArray[np.intp], rows: slice, columns: slice
) -> Iterator[tuple[int, int]]:
    """Close pairs of different owners, first below second."""
    close = close & (whose[rows, None] != whose[None, columns])
    for row, column in np.argwhere(close):
        first, second = rows.start + int(row), columns.start + int(column)
        if first < second:
            yield first, second
