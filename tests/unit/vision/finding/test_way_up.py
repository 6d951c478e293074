"""The witness of the way up, and what is scored without its word: nothing."""

from dataclasses import replace

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from neopain.core.errors import ModelFault
from neopain.core.frames import Alignment
from neopain.vision.finding.close_look import Sight
from neopain.vision.finding.evidence import LEAST, margin, may_be_scored, worth
from neopain.vision.finding.fitted_face import by_key_points
from neopain.vision.finding.turned_view import FrameLevels
from neopain.vision.finding.way_up import NetworkWayUp, WayUp
from neopain.vision.models.manifest import read_trusted
from neopain.vision.networks.inference import open_network
from tests.unit.vision.finding.test_proposals import proposal
from tests.unit.vision.small_models import graph, network_folder

SIDE = 8


def brightness_above(scale=1.0):
    """A network whose `upright` is how much brighter the upper half is than the lower."""
    weights = np.ones((3, SIDE, SIDE), np.float32) * scale / 1000
    weights[:, SIDE // 2 :] *= -1
    made = helper.make_model(
        helper.make_graph(
            [
                helper.make_node("Flatten", ["image"], ["flat"]),
                helper.make_node("MatMul", ["flat", "weights"], ["upright"]),
            ],
            "small",
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, SIDE, SIDE])],
            [helper.make_tensor_value_info("upright", TensorProto.FLOAT, ["N", 1])],
            [numpy_helper.from_array(weights.reshape(-1, 1), "weights")],
        ),
        opset_imports=[helper.make_opsetid("", 13)],
    )
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made.SerializeToString()


def witness(folder, model):
    network_folder(folder, model, outputs="[outputs]\nupright = 1")
    manifest, read = read_trusted(folder)
    return NetworkWayUp(open_network(read, prefer_gpu=False), manifest)


def lamp(rows, columns):
    """A dark frame that is bright in one part."""
    image = np.full((240, 320, 3), 30, np.uint8)
    image[rows, columns] = 220
    return FrameLevels(image)


def test_a_place_is_shown_at_its_roll_and_against_itself_upside_down(tmp_path):
    sees = witness(tmp_path, brightness_above())
    frame = lamp(slice(0, 120), slice(None))  # bright above the middle
    middle = np.array([160.0, 120.0])
    upright, over = sees.seen(frame, middle, 60.0, 0.0), sees.seen(frame, middle, 60.0, 180.0)
    assert upright.upright > 1
    assert upright.lead == pytest.approx(2 * upright.upright, rel=0.01)
    assert over.lead == pytest.approx(-upright.lead, rel=0.01)
    # A face of roll 90 has its brow to the right.
    aside = lamp(slice(None), slice(160, None))
    assert sees.seen(aside, middle, 60.0, 90.0).lead > 1
    assert sees.seen(aside, middle, 60.0, -90.0).lead < -1


def test_values_that_are_no_numbers_and_other_networks_are_refused(tmp_path):
    broken = witness(tmp_path / "a", brightness_above(np.inf))
    with pytest.raises(ModelFault, match="models/way_up"):
        broken.seen(lamp(slice(0, 120), slice(None)), np.array([160.0, 120.0]), 60.0, 0.0)
    network_folder(tmp_path / "b", graph())
    manifest, read = read_trusted(tmp_path / "b")
    with pytest.raises(ModelFault, match="models/way_up"):
        NetworkWayUp(open_network(read, prefer_gpu=False), manifest)


UPRIGHT = WayUp(3.0, 6.0)


def sight(evidence=3.0, meshes=0, way_up=UPRIGHT, size_px=80.0, **changes):
    one = proposal(size_px=size_px)
    face = by_key_points(one)
    if meshes == 2:
        face = replace(face, aligned_by=Alignment.MESH)
    return Sight(replace(face, **changes), evidence, one, 0.7, meshes, way_up)


@pytest.mark.parametrize("meshes", [0, 2])
@pytest.mark.parametrize("lead", [-8.0, -1.0, 0.0, 1.0])
def test_nothing_is_scored_that_might_stand_on_its_head(meshes, lead):
    assert may_be_scored(sight(3.4, meshes), 480)
    assert not may_be_scored(sight(3.4, meshes, WayUp(3.0, lead)), 480)


def test_where_all_others_are_sure_the_witness_must_not_deny():
    assert may_be_scored(sight(3.8, 2, WayUp(1.0, 0.3)), 480)
    assert not may_be_scored(sight(3.8, 2, WayUp(1.0, -0.3)), 480)


def test_a_face_without_a_mesh_needs_more_of_the_witness():
    doubtful = WayUp(1.0, 3.0)
    assert may_be_scored(sight(3.4, 2, doubtful), 480)
    assert not may_be_scored(sight(3.4, 0, doubtful), 480)
    assert not may_be_scored(sight(3.8, 0, yaw_deg=45.0), 480)


def test_what_the_witness_does_not_take_for_a_face_needs_more_evidence():
    taken, foreign = sight(2.2), sight(2.2, way_up=WayUp(-4.0, -1.0))
    assert margin(taken, 480) >= 0 > margin(foreign, 480)
    assert worth(taken) > worth(foreign)
    assert margin(sight(LEAST - 0.1, size_px=300.0), 480) < 0, "the witness alone makes no face"


def test_a_face_from_the_side_is_one_without_the_witness_and_is_not_scored():
    aside = sight(2.3, way_up=WayUp(-4.0, 0.0), yaw_deg=60.0)
    assert margin(aside, 480) >= 0
    assert not may_be_scored(aside, 480)
