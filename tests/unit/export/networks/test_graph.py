"""The written graph against a second implementation, ONNX Runtime and OpenCV both reading it."""

from __future__ import annotations

import cv2
import numpy as np
import onnx
import pytest

from neopain.core.errors import ModelFault, SettingFault
from neopain_export.networks.architectures import ARCHITECTURES
from neopain_export.networks.graph import LrnForm, Storage, build_graph
from neopain_export.networks.layers import LayerWeights, narrowed, output_shapes, up_to
from neopain_export.networks.reference import evaluate
from tests.unit.export.networks.engines import run_onnx
from tests.unit.export.networks.random_weights import random_picture, random_weights
from tests.unit.export.networks.second_opinion import TABLES, forward

TOLERANCE = 1e-5


def scaled_table(name, architecture):
    sizes = {
        layer.name: getattr(layer, "filters", getattr(layer, "units", 0)) for layer in architecture.layers
    }
    return [
        (kind, key, sizes[key], *rest[1:]) if kind in {"conv", "fc"} else (kind, key, *rest)
        for kind, key, *rest in TABLES[name]
    ]


def largest_difference(found, wanted):
    assert found.shape == wanted.shape
    assert np.abs(wanted).max() > 1e-3
    return float(np.abs(found - wanted).max() / np.abs(wanted).max())


@pytest.fixture(scope="module", params=sorted(ARCHITECTURES))
def case(request):
    architecture = narrowed(ARCHITECTURES[request.param], 1 / 16)
    weights = random_weights(architecture)
    picture = random_picture()
    plain = {name: (layer.weight, layer.bias) for name, layer in weights.items()}
    wanted = forward(scaled_table(request.param, architecture), plain, picture)
    return architecture, weights, picture, wanted


def test_all_outputs_agree_with_the_second_implementation(case):
    architecture, weights, picture, wanted = case
    found = run_onnx(build_graph(architecture, weights), picture)
    assert set(found) == set(wanted) == set(output_shapes(architecture))
    worst = {name: largest_difference(found[name], wanted[name]) for name in wanted}
    assert max(worst.values()) < TOLERANCE, worst


def test_both_forms_of_normalisation_agree(case):
    architecture, weights, picture, wanted = case
    found = run_onnx(build_graph(architecture, weights, lrn_form=LrnForm.OPERATOR), picture)
    worst = {name: largest_difference(found[name], wanted[name]) for name in wanted}
    assert max(worst.values()) < TOLERANCE, worst


def test_opencv_reads_the_same_graph(case):
    architecture, weights, picture, wanted = case
    asked = ["pool1", "pool5", "pool5_gap", "fc6", "fc6_relu", "fc7_relu", "fc8"]
    # OpenCV 5.0 mis-pools VGG-S behind a BAND of few channels; tests/models checks BAND at full width
    graph = build_graph(architecture, weights, outputs=asked, lrn_form=LrnForm.OPERATOR)
    network = cv2.dnn.readNetFromONNX(np.frombuffer(graph, np.uint8))
    network.setInput(picture[None], "image")
    for name, found in zip(asked, network.forward(asked), strict=True):
        assert largest_difference(found[0], wanted[name]) < TOLERANCE, name


def test_the_product_reference_agrees(case):
    architecture, weights, picture, wanted = case
    found = evaluate(architecture, weights, picture)
    worst = {name: largest_difference(found[name], wanted[name]) for name in wanted}
    assert set(found) == set(wanted)
    assert max(worst.values()) < TOLERANCE, worst


def test_wrong_alpha_would_be_seen():
    architecture = narrowed(ARCHITECTURES["vgg-f"], 1 / 16)
    weights, picture = random_weights(architecture), 3 * random_picture()
    wanted = evaluate(architecture, weights, picture)["norm1"]
    graph = onnx.load_from_string(build_graph(architecture, weights, lrn_form=LrnForm.OPERATOR))
    for node in graph.graph.node:
        if node.op_type == "LRN":
            next(a for a in node.attribute if a.name == "alpha").f = 1e-4
    assert largest_difference(run_onnx(graph.SerializeToString(), picture)["norm1"], wanted) > 0.05


def test_half_storage_halves_the_file_and_keeps_the_features():
    architecture = narrowed(ARCHITECTURES["vgg-m"], 1 / 8)
    weights, picture = random_weights(architecture), random_picture()
    single, half = (build_graph(architecture, weights, outputs=["fc7_relu"], storage=s) for s in Storage)
    assert len(half) < 0.52 * len(single)
    found, wanted = (run_onnx(graph, picture)["fc7_relu"] for graph in (half, single))
    assert 0 < largest_difference(found, wanted) < 5e-3


def test_weights_beyond_half_stay_single():
    architecture = up_to(narrowed(ARCHITECTURES["vgg-f"], 1 / 16), "conv1")
    weights = random_weights(architecture)
    weights["conv1"].weight[0, 0, 0, 0] = 70_000.0
    picture = random_picture()
    found = run_onnx(build_graph(architecture, weights, storage=Storage.HALF), picture)["conv1"]
    assert np.isfinite(found).all()
    assert largest_difference(found, evaluate(architecture, weights, picture)["conv1"]) < TOLERANCE


def test_mean_residue_is_subtracted():
    architecture = up_to(narrowed(ARCHITECTURES["vgg-f"], 1 / 16), "pool1")
    weights, picture, residue = random_weights(architecture), random_picture(), random_picture(seed=3)
    found = run_onnx(build_graph(architecture, weights, mean_residue=residue), picture)["pool1"]
    assert largest_difference(found, evaluate(architecture, weights, picture - residue)["pool1"]) < TOLERANCE


def test_a_batch_gives_each_picture_its_own_features():
    architecture = narrowed(ARCHITECTURES["vgg-f"], 1 / 16)
    graph = build_graph(architecture, random_weights(architecture), outputs=["fc7"])
    pictures = np.stack([random_picture(seed) for seed in (1, 2)])
    together = run_onnx(graph, pictures)["fc7"]
    for picture, features in zip(pictures, together, strict=True):
        assert largest_difference(features, run_onnx(graph, picture)["fc7"]) < TOLERANCE


def test_unknown_output_is_refused():
    architecture = narrowed(ARCHITECTURES["vgg-f"], 1 / 16)
    with pytest.raises(SettingFault, match="got fc9"):
        build_graph(architecture, random_weights(architecture), outputs=["fc9"])


def test_missing_and_misshapen_weights_are_refused():
    architecture = narrowed(ARCHITECTURES["vgg-f"], 1 / 16)
    weights = random_weights(architecture)
    short = {name: layer for name, layer in weights.items() if name != "conv3"}
    with pytest.raises(ModelFault, match="conv3; got none"):
        build_graph(architecture, short)
    weights["fc6"] = LayerWeights(weights["fc6"].weight[:, :-1], weights["fc6"].bias)
    with pytest.raises(ModelFault, match="fc6: expected weight"):
        build_graph(architecture, weights)
