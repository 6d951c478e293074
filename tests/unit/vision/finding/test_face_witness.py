"""The witness of the face itself, and what counts as a face without its word."""

from dataclasses import replace

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from neopain.core.errors import ModelFault
from neopain.core.frames import Alignment
from neopain.vision.finding.evidence import (
    BY_ITSELF,
    LIKENESS_LEAST,
    NEEDED_SIDE,
    margin,
    may_be_scored,
    preference,
)
from neopain.vision.finding.face_witness import NetworkFaceWitness
from neopain.vision.finding.turned_view import FrameLevels
from neopain.vision.finding.way_up import WayUp
from neopain.vision.models.manifest import read_trusted
from neopain.vision.networks.inference import open_network
from tests.unit.vision.finding.test_way_up import sight
from tests.unit.vision.small_models import graph, network_folder

SIDE, CELLS = 176, 19
MIDDLE = np.array([160.0, 120.0])


def brightness(scale=1.0):
    """A network whose `face` is how bright a place is, one cell for each 8 px, as the bundled one has them."""
    weight = np.full((1, 3, 29, 29), scale / (3 * 29 * 29 * 255), np.float32)
    made = helper.make_model(
        helper.make_graph(
            [helper.make_node("Conv", ["image", "weight"], ["face"], strides=[8, 8])],
            "small",
            [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, SIDE, SIDE])],
            [helper.make_tensor_value_info("face", TensorProto.FLOAT, ["N", 1, CELLS, CELLS])],
            [numpy_helper.from_array(weight, "weight")],
        ),
        opset_imports=[helper.make_opsetid("", 13)],
    )
    made.ir_version = 8
    onnx.checker.check_model(made)
    return made.SerializeToString()


def witness(folder, model):
    whole = f'[input]\ntensor = "image"\nheight = {SIDE}\nwidth = {SIDE}\nchannels = "RGB"\nmean = [0, 0, 0]\nscale = 1.0'
    network_folder(folder, model, input=whole, outputs=f"[outputs]\nface = {CELLS**2}")
    manifest, read = read_trusted(folder)
    return NetworkFaceWitness(open_network(read, prefer_gpu=False), manifest)


def lamp(x, y):
    image = np.zeros((240, 320, 3), np.uint8)
    image[y - 14 : y + 14, x - 14 : x + 14] = 255
    return FrameLevels(image)


@pytest.mark.parametrize("roll_deg", [0.0, 90.0, -135.0])
def test_what_lies_in_the_middle_counts_and_nothing_beside_it(tmp_path, roll_deg):
    sees = witness(tmp_path, brightness())
    assert sees.likeness(lamp(160, 120), MIDDLE, 80.0, roll_deg) == pytest.approx(1.0, abs=0.05)
    assert sees.likeness(lamp(60, 120), MIDDLE, 80.0, roll_deg) < 0.2
    assert sees.likeness(lamp(160, 220), MIDDLE, 80.0, roll_deg) < 0.2


def test_values_that_are_no_numbers_and_other_networks_are_refused(tmp_path):
    broken = witness(tmp_path / "a", brightness(np.inf))
    with pytest.raises(ModelFault, match="models/face_witness"):
        broken.likeness(lamp(160, 120), MIDDLE, 80.0, 0.0)
    network_folder(tmp_path / "b", graph())
    manifest, read = read_trusted(tmp_path / "b")
    with pytest.raises(ModelFault, match="models/face_witness"):
        NetworkFaceWitness(open_network(read, prefer_gpu=False), manifest)


STRANGE = WayUp(-1.0, 1.0)


def aside(evidence, likeness, way_up=STRANGE, **changes):
    return replace(sight(evidence, way_up=way_up, yaw_deg=60.0, **changes), likeness=likeness)


def test_a_place_that_no_mesh_and_no_witness_confirms_is_no_face():
    doubtful = NEEDED_SIDE + 0.2
    assert margin(aside(doubtful, LIKENESS_LEAST - 0.3), 480) < 0
    assert margin(aside(doubtful, LIKENESS_LEAST + 0.1), 480) >= 0
    assert margin(aside(doubtful, LIKENESS_LEAST - 0.3, WayUp(3.0, 5.0)), 480) >= 0, "the other witness does"
    assert margin(aside(doubtful, LIKENESS_LEAST - 0.3, WayUp(0.8, 7.0)), 480) >= 0, (
        "or tells above from below"
    )
    assert margin(aside(NEEDED_SIDE + BY_ITSELF + 0.1, LIKENESS_LEAST - 0.3), 480) >= 0, (
        "on drawings it is silent"
    )


def test_a_witness_that_is_sure_makes_a_face_of_a_little_less_and_never_of_nothing():
    little = NEEDED_SIDE - 0.3
    assert margin(aside(little, 1.0), 480) >= 0 > margin(aside(little, 0.0), 480)
    assert margin(aside(1.0, 1.0), 480) < 0
    assert preference(aside(2.4, 1.0)) > preference(aside(2.4, -0.5))


def test_a_mesh_over_a_small_thing_that_nobody_is_sure_of_is_no_face():
    def laid(confidence, likeness, **changes):
        one = sight(3.2, 2, **changes)
        assert one.face.aligned_by is Alignment.MESH
        return replace(one, proposal=replace(one.proposal, confidence=confidence), likeness=likeness)

    doubt = WayUp(1.0, 3.0)
    assert margin(laid(0.4, -0.6, way_up=doubt), 640) < 0
    assert margin(laid(0.4, 0.3, way_up=doubt), 640) >= 0
    assert margin(laid(0.4, -0.6), 640) >= 0, "the witness of the way up is sure"
    assert margin(laid(0.4, -0.6, way_up=doubt), 240) >= 0, "a large one: a bedside camera points at the face"
    assert margin(laid(0.8, None, way_up=doubt), 640) >= 0


@pytest.mark.parametrize("meshes", [0, 2])
def test_where_grain_was_taken_out_the_way_up_must_be_beyond_doubt(meshes):
    """Two meshes over a yawn on its head, seen by the witness with a lead of 3.3, would have been scored."""
    doubtful, plain = WayUp(2.6, 4.5), WayUp(3.0, 7.0)
    for evidence in (3.0, 3.8):
        seen = sight(evidence, meshes, doubtful)
        assert may_be_scored(seen, 480)
        assert not may_be_scored(replace(seen, softened=True), 480)
        assert may_be_scored(replace(seen, softened=True, way_up=plain), 480)
