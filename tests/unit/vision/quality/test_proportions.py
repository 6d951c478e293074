"""Proportions tell an infant from an adult whatever the face's size, place and turn in the picture."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.frames import Alignment, Box, Face
from neopain.core.readings import Quality, Reason
from neopain.vision.quality.proportions import maturity
from neopain.vision.quality.view_quality import ViewLimits, refusal
from tests.fakes import a_view

EYES = {33: (-0.7, 0), 133: (-0.3, 0), 362: (0.3, 0), 263: (0.7, 0)}


def face(nose=0.65, width=0.65, mouth=0.78, opened=0.0, turn=None):
    """Lengths over the distance between the eyes, which is 1."""
    points = np.zeros((478, 3))
    for place, (x, y) in EYES.items():
        points[place] = x, y, 0
    points[2] = 0, nose, 0
    points[[129, 358]] = [(-width / 2, nose, 0), (width / 2, nose, 0)]
    points[[61, 291]] = [(-mouth / 2, 1, 0), (mouth / 2, 1, 0)]
    points[[13, 14]] = [(0, 1 - opened / 2, 0), (0, 1 + opened / 2, 0)]
    if turn is not None:
        points = points @ turn.T
    points = (80 * points + [300, 200, 0]).astype(np.float32)
    return Face(Box(260, 180, 100, 120), points[:, :2], points[:, 2], 0.0, 0.0, 0.0)


INFANT, ADULT = face(), face(nose=0.86, width=0.72, mouth=0.97)


def test_both_are_told_apart():
    limit = ViewLimits().maturity_most
    assert maturity(INFANT) < 0.95 < limit < 1.03 < maturity(ADULT)


@given(st.floats(-30, 30), st.floats(-180, 180))
def test_turned_heads_keep_their_proportions(yaw_deg, roll_deg):
    yaw, roll = np.deg2rad([yaw_deg, roll_deg])
    about_y = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    about_z = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    assert maturity(face(turn=about_z @ about_y)) == pytest.approx(maturity(INFANT), abs=1e-4)


def test_a_cry_makes_no_adult():
    """The mouth opens and widens, the nose is drawn down; as wide a mouth that is shut counts for more."""
    cry = face(nose=0.7, width=0.69, mouth=0.88, opened=0.35)
    assert maturity(cry) < ViewLimits().maturity_most
    assert maturity(cry) < maturity(face(nose=0.7, width=0.69, mouth=0.88))


def test_what_cannot_be_told_is_not_guessed():
    none = np.zeros((0, 2), np.float32)
    without = replace(ADULT, landmarks=none, depth=none[:, 0], aligned_by=Alignment.KEY_POINTS)
    assert maturity(without) is None
    assert maturity(replace(ADULT, yaw_deg=31.0)) is None
    assert maturity(replace(ADULT, pitch_deg=-26.0)) is None
    assert maturity(replace(ADULT, landmarks=0 * ADULT.landmarks, depth=0 * ADULT.depth)) is None
    assert maturity(replace(ADULT, landmarks=np.nan * ADULT.landmarks)) is None


def test_the_view_of_an_adult_is_refused_after_all_that_spoils_it():
    limits = ViewLimits()
    view = a_view()
    assert refusal(replace(view, maturity=1.2), limits) is Reason.NOT_AN_INFANT
    assert refusal(replace(view, maturity=0.9), limits) is None
    assert refusal(replace(view, maturity=None), limits) is None
    assert refusal(replace(view, maturity=1.2, brightness=10.0), limits) is Reason.TOO_DARK
    assert refusal(replace(view, maturity=1.2, settled=False), limits) is Reason.NOT_AN_INFANT
    assert Reason.NOT_AN_INFANT.quality is Quality.UNKNOWN_FACE
