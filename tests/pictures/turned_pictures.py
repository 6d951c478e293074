"""Drawn infants before a camera that is turned: their faces at every roll, the rest of the picture with them."""

from itertools import islice

import cv2
import numpy as np

from neopain_export.study.data.simulated_sets import simulated_set

HARD, TURNED = 96, 48


def turned(image, clockwise_deg, about=None):
    """The picture as its camera gives it when it is turned about a point: in a frame of the same shape.

    A face's roll grows by as much. about: (x, y) px of the picture, its middle by default; comes to lie in the middle.
    """
    height, width = image.shape[:2]
    centre = np.array([width / 2, height / 2])
    point = centre if about is None else about
    matrix = cv2.getRotationMatrix2D((float(point[0]), float(point[1])), -clockwise_deg, 1.0)
    matrix[:, 2] += centre - point
    return cv2.warpAffine(image, matrix, (width, height), borderValue=(120, 125, 130))


def hard_drawings():
    """Hard drawings of a seed that nothing was learnt from: each sample, its picture, BGR, and the clockwise roll of the face.

    The first `TURNED` of them are turned by anything; several files look at them, and each is searched once.
    """
    rng = np.random.default_rng(0)
    samples = simulated_set("simulated-hard", 78, HARD, told=True).samples
    for number, sample in enumerate(islice(samples, HARD)):
        picture, roll_deg = sample.picture.load(), -float(dict(sample.about)["roll_deg"])
        more_deg = 15 * int(rng.integers(0, 24)) if number < TURNED else 0
        yield sample, turned(picture, more_deg) if more_deg else picture, roll_deg + more_deg
