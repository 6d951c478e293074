"""Which actions are told of a face, and from which features."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import Mock

import numpy as np
import pytest

from neopain.core.errors import ModelFault
from neopain.core.facial_actions import FacialAction
from neopain.core.features import FeatureBlock, FeatureLayout, FeatureVector
from neopain.core.frames import Alignment, Box, Face, FaceCrop, FaceRegion, View
from neopain.vision.actions.expression import ExpressionNetwork
from neopain.vision.actions.mesh_distances import NAME, SIZE, mesh_distances
from neopain.vision.actions.meter import HIDDEN_BY, LinearActionMeter, check_layout
from tests.unit.vision.actions.test_heads import heads

LAYOUT = FeatureLayout((FeatureBlock("net.gap", 4),))
FEATURES = FeatureVector(np.array([0.5, 0.0, 0.0, 0.0], np.float32), LAYOUT)
CROP = FaceCrop(np.zeros((224, 224, 3), np.uint8), 0)
VIEW = View(100, 0.2, 120, 30, 50, 0, 0, 0)


def mesh(seed=0):
    return np.random.default_rng(seed).uniform(0, 100, (478, 2)).astype(np.float32), np.zeros(478, np.float32)


def face(**changes):
    plain = Face(Box(0, 0, 100, 100), *mesh(), roll_deg=0, yaw_deg=0, pitch_deg=0)
    return replace(plain, **changes)


def network(values=(1.0, 0.0, 0.0, 0.0)):
    one = Mock(outputs={"gap": 4})
    one.blocks.return_value = {"net.gap": np.array(values, np.float32)}
    return one


def meter(common=frozenset({"net"}), net=None):
    return LinearActionMeter(heads(), LAYOUT, {"net": net or network()}, common=common)


def test_every_action_is_told_of_a_face_with_a_mesh():
    actions = meter().measure(face(), VIEW, CROP, FEATURES)
    assert actions.brow_bulge.strength == pytest.approx(0.75)
    assert actions.eye_squeeze.strength == pytest.approx(0.25)
    assert all(seen is not None for _, seen in actions)


@pytest.mark.parametrize("region", FaceRegion)
def test_what_is_covered_is_not_told_and_never_zero(region):
    actions = meter().measure(face(), replace(VIEW, covered=(region,)), CROP, FEATURES)
    for action, seen in actions:
        assert (seen is None) is (action in HIDDEN_BY[region])


def test_every_action_can_be_hidden_and_all_covered_is_none():
    assert {action for hidden in HIDDEN_BY.values() for action in hidden} == set(FacialAction)
    assert meter().measure(face(), replace(VIEW, covered=tuple(FaceRegion)), CROP, FEATURES) is None


def test_without_a_confirmed_mesh_nothing_is_told():
    by_points = face(aligned_by=Alignment.KEY_POINTS, landmarks=np.zeros((0, 2), np.float32))
    assert meter().measure(by_points, VIEW, CROP, FEATURES) is None
    assert meter().measure(face(), replace(VIEW, clear=False), CROP, FEATURES) is None


def test_a_network_that_the_classifier_runs_is_not_run_twice():
    net = network()
    meter(net=net).measure(face(), VIEW, CROP, FEATURES)
    assert not net.blocks.called
    other = meter(common=frozenset(), net=net).measure(face(), VIEW, CROP, FEATURES)
    assert net.blocks.called, "another network of the same name is not believed to be this one"
    assert other.brow_bulge.strength == pytest.approx(1.0)


def test_a_block_that_no_network_gives_is_refused():
    check_layout(FeatureLayout((*LAYOUT.blocks, FeatureBlock(NAME, SIZE))), {"net": network()}, "x")
    with pytest.raises(ModelFault, match=r"net\.other"):
        check_layout(FeatureLayout((FeatureBlock("net.other", 4),)), {"net": network()}, "x")


def test_distances_are_those_of_the_face_and_not_of_the_picture():
    landmarks, depth = mesh()
    wanted = mesh_distances(landmarks, depth)
    turn = np.array([[0.0, -1.0], [1.0, 0.0]], np.float32)
    moved = (landmarks * np.float32(2.5)) @ turn + np.float32(40)
    np.testing.assert_allclose(mesh_distances(moved, depth * np.float32(2.5)), wanted, rtol=1e-4)
    assert wanted.shape == (SIZE,)


def test_an_opened_mouth_opens_the_lips():
    landmarks, depth = mesh()
    landmarks[13], landmarks[14] = (50, 50), (50, 51)
    shut = mesh_distances(landmarks, depth)[0]
    landmarks[14] = (50, 90)
    assert mesh_distances(landmarks, depth)[0] > 10 * shut


def test_a_face_without_a_mesh_has_no_distances():
    with pytest.raises(ModelFault, match="478"):
        mesh_distances(np.zeros((0, 2), np.float32), np.zeros(0, np.float32))
    with pytest.raises(ModelFault, match="two eyes apart"):
        mesh_distances(np.zeros((478, 2), np.float32), np.zeros(478, np.float32))


def test_distress_is_anger_disgust_fear_and_sadness_together():
    net = Mock(outputs={"expression": 7})
    net.name = "mini"
    net.blocks.return_value = {"mini.expression": np.array([0.1, 0.2, 0.1, 0.3, 0.1, 0.1, 0.1], np.float32)}
    assert ExpressionNetwork(net).distress(CROP) == pytest.approx(0.5)
    assert net.blocks.call_args.args[0].shape == (184, 184, 3)
    with pytest.raises(ModelFault, match="expression"):
        ExpressionNetwork(network())
