"""A film of the simulated neonate on which a nurse's face comes, stays and goes.

She is Eileen Collins (NASA; scikit-image), public domain.
"""

from functools import cache

import cv2
import numpy as np
import skimage.data

from neopain import paths

FPS = 5
COMES_S, STAYS_S, LEAVES_S, GONE_S = 6.0, 9.0, 15.0, 18.0


def collins():
    return np.ascontiguousarray(skimage.data.astronaut()[:, :, ::-1])


HEAD = np.s_[0:230, 120:330]
"""Of the portrait: head and hair."""


@cache
def _head(height_px):
    """Her head that high and how much of it is seen, uint8 (H, W, 3) and float32 (H, W, 1): an ellipse, soft at its rim."""
    head = collins()[HEAD]
    scale = height_px / head.shape[0]
    head = cv2.resize(head, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    mask = np.zeros(head.shape[:2], np.uint8)
    rows, columns = mask.shape
    cv2.ellipse(mask, (columns // 2, rows // 2), (columns // 2, rows // 2), 0, 0, 360, 255, -1)
    return head, cv2.GaussianBlur(mask, (0, 0), 3).astype(np.float32)[..., None] / 255


def with_nurse(picture, centre, height_px):
    """Her head, cut out as an ellipse, at (x, y) of the picture; part of it may lie outside."""
    head, mask = _head(height_px)
    rows, columns = mask.shape[:2]
    shift = np.float32([[1, 0, centre[0] - columns / 2], [0, 1, centre[1] - rows / 2]])
    size = picture.shape[1], picture.shape[0]
    head, mask = cv2.warpAffine(head, shift, size), cv2.warpAffine(mask, shift, size)[..., None]
    # Most of the picture is as it was.
    left, top = (max(0, int(begin)) for begin in shift[:, 2])
    there = np.s_[top : max(0, top + rows + 2), left : max(0, left + columns + 2)]
    shown = picture.copy()
    shown[there] = picture[there] * (1 - mask[there]) + head[there] * mask[there]
    return shown


def film(seconds, path):
    """The simulated neonate asleep and awake, and her head where `path(s)` says; None where she is not there."""
    capture = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    try:
        for number in range(15 * seconds):
            assert capture.grab()
            if number % (15 // FPS) == 0:
                at, picture = number / 15, capture.retrieve()[1]
                yield at, picture if path(at) is None else with_nurse(picture, *path(at))
    finally:
        capture.release()


def come_and_go(at, goal, width, height):
    """Her place and height at a moment: from the left to the goal and back; None before she comes and after."""
    if not COMES_S <= at < GONE_S:
        return None
    share = min(1.0, (at - COMES_S) / (STAYS_S - COMES_S), (GONE_S - at) / (GONE_S - LEAVES_S))
    return (-0.3 * width + share * (goal[0] + 0.3 * width), goal[1]), 0.75 * height
