"""Aligns a found face: eyes level, at a fixed size and place, whatever its roll and distance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import ModelFault
from neopain.core.frames import CROP_SIDE_PX, Alignment, FaceCrop
from neopain.core.text import Text
from neopain.vision.finding.head_pose import LEFT_EYE, MOUTH, RIGHT_EYE
from neopain.vision.quality.view_quality import ViewLimits, measured, refusal

if TYPE_CHECKING:
    from neopain.core.frames import BgrImage, Face, Frame, RgbImage, View
    from neopain.core.readings import Reason

REFERENCE_PX = ((74.0, 90.0), (150.0, 90.0), (112.0, 165.0))
"""Where the middles of right eye, left eye and mouth come to lie in the crop, px from its edge: brow and chin
are inside with a rim for an open mouth. Every trained classifier depends on these three points."""

_FINEST = 4  # times finer than the crop: enough for a face of 900 px


class SimilarityAligner:
    """A FaceAligner by similarity: rotation, one scale, shift; the face's proportions stay as they are."""

    def __init__(self, limits: ViewLimits | None = None) -> None:
        self._limits = limits if limits is not None else ViewLimits()

    def crop(self, frame: Frame, face: Face) -> FaceCrop:
        """The aligned face, 224 x 224 RGB. What lies outside the frame repeats the frame's rim.

        Raises: ModelFault for landmarks or a frame that cannot be warped.
        """
        try:
            return FaceCrop(image=_aligned(frame.image, face), frame_seq=frame.seq)
        except (cv2.error, ValueError, ArithmeticError) as fault:
            raise ModelFault(
                Text(
                    "the face in a picture {shape} cannot be aligned: {why}. Use pictures of usual sizes.",
                    shape=frame.image.shape,
                    why=" ".join(str(fault).split())[:200],
                )
            ) from fault

    def view(self, frame: Frame, face: Face, crop: FaceCrop) -> View:
        """Measure how well the face is seen."""
        return measured(frame, face, crop, inside_frame(frame.image, face))

    def refuse(self, view: View) -> Reason | None:
        """Why such a view must not be scored, or None if it may."""
        return refusal(view, self._limits)


def inside_frame(picture: BgrImage, face: Face) -> float:
    """Share of the crop's inner part, from brow to chin, that the frame holds, 0..1."""
    low, high = 0.15 * CROP_SIDE_PX, 0.85 * CROP_SIDE_PX
    grid = np.linspace(low, high, 12)
    points = np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)
    to_crop = similarity(_anchors(face), np.array(REFERENCE_PX, np.float64))
    places = (points - to_crop[:, 2]) @ np.linalg.inv(to_crop[:, :2]).T
    height, width = picture.shape[:2]
    return float(((places >= 0) & (places < (width, height))).all(axis=1).mean())


def _aligned(picture: BgrImage, face: Face) -> RgbImage:
    anchors = _anchors(face)
    if not np.isfinite(anchors).all() or not np.ptp(anchors, axis=0).any():
        raise ValueError("eyes and mouth are nowhere, or all in one place")
    to_crop = similarity(anchors, np.array(REFERENCE_PX, np.float64))
    # A face larger than the crop is sampled finer first and then averaged, as one sample per pixel would
    # turn hair and skin into false texture.
    finer = min(_FINEST, max(1, math.ceil(1.0 / math.hypot(to_crop[0, 0], to_crop[1, 0]))))
    side = CROP_SIDE_PX * finer
    warped = cv2.warpAffine(
        picture,
        _between_centres(to_crop * finer),
        (side, side),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if finer > 1:
        warped = cv2.resize(warped, (CROP_SIDE_PX, CROP_SIDE_PX), interpolation=cv2.INTER_AREA)
    image: RgbImage = np.asarray(cv2.cvtColor(warped, cv2.COLOR_BGR2RGB), np.uint8)
    return image


def similarity(source: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """The similarity that brings the points of `source` closest to those of `target`.

    Args:
        source: (N, 2) points, not all the same.
        target: (N, 2) where they should come to lie.

    Returns:
        (2, 3) matrix. Least squares, in closed form with the plane's points as complex numbers; the same as
        Umeyama 1991, eq. 40-42, without reflection.
    """
    from_z = source[:, 0] + 1j * source[:, 1]
    to_z = target[:, 0] + 1j * target[:, 1]
    centred = from_z - from_z.mean()
    turn = np.vdot(centred, to_z - to_z.mean()) / np.vdot(centred, centred)
    shift = to_z.mean() - turn * from_z.mean()
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


def _anchors(face: Face) -> NDArray[np.float64]:
    if face.aligned_by is Alignment.KEY_POINTS:
        if face.key_points is None:
            raise ValueError("a face without landmarks has key points")
        five = face.key_points.astype(np.float64)
        return np.array([five[0], five[1], five[3:].mean(axis=0)])
    pairs = (RIGHT_EYE, LEFT_EYE, MOUTH)
    return np.array([face.landmarks[list(pair)].mean(axis=0) for pair in pairs], np.float64)


def _between_centres(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same for OpenCV, which counts from the first pixel's centre and not from the picture's edge."""
    shifted = matrix.copy()
    shifted[:, 2] += matrix[:, :2] @ np.array([0.5, 0.5]) - 0.5
    return shifted
