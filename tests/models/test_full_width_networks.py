"""The five networks at full width: the second implementation, ONNX Runtime and OpenCV agree."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np
import pytest

from neopain_export.networks.architectures import ARCHITECTURES
from neopain_export.networks.graph import LrnForm, build_graph
from neopain_export.networks.layers import Dense, LayerWeights, up_to, weight_shapes
from tests.unit.export.networks.engines import run_onnx
from tests.unit.export.networks.random_weights import random_picture, random_weights
from tests.unit.export.networks.second_opinion import TABLES, forward

pytestmark = pytest.mark.slow

ASKED = ("pool1", "pool5", "pool5_gap", "fc6", "fc6_relu", "fc7", "fc7_relu")
TOLERANCE = 2e-5
FEW_UNITS = 64
# VGG-16 has no normalisation to write in two forms; VGG-Face is the same body
CASES = [(network, form) for network in ("vgg-f", "vgg-m", "vgg-s") for form in LrnForm]
CASES.append(("vgg-16", LrnForm.BAND))


def difference(found, wanted):
    return float(np.abs(found.reshape(wanted.shape) - wanted).max() / np.abs(wanted).max())


@lru_cache(maxsize=1)
def second_opinion(network):
    """Of both forms: the second implementation knows nothing of them."""
    architecture = up_to(ARCHITECTURES[network], "fc7")
    weights, picture = random_weights(architecture), random_picture()
    found = forward(TABLES[network][:-1], plain(weights), picture)
    return architecture, weights, picture, {name: found[name] for name in ASKED}


def plain(weights):
    return {name: (layer.weight, layer.bias) for name, layer in weights.items()}


def with_few_units(network):
    """The same up to the dense layers, of which the first units are left.

    A form of normalisation ends far before them, and they are nine tenths of a network's weights.
    """
    architecture, weights, picture, wanted = second_opinion(network)
    layers = tuple(
        replace(layer, units=FEW_UNITS) if isinstance(layer, Dense) else layer
        for layer in architecture.layers
    )
    few = replace(architecture, layers=layers)
    cut = {
        name: LayerWeights(
            weights[name].weight[tuple(slice(size) for size in shape)], weights[name].bias[: shape[0]]
        )
        for name, shape in weight_shapes(few).items()
    }
    dense = forward([row for row in TABLES[network][:-1] if row[0] == "fc"], plain(cut), wanted["pool5"])
    return few, cut, picture, wanted | {name: dense[name] for name in ASKED if name in dense}


@pytest.mark.parametrize(("network", "form"), CASES)
def test_three_ways_to_the_same_features(network, form):
    made = with_few_units if form is LrnForm.OPERATOR else second_opinion
    architecture, weights, picture, wanted = made(network)
    graph = build_graph(architecture, weights, outputs=ASKED, lrn_form=form)
    runtime = run_onnx(graph, picture)
    opencv = cv2.dnn.readNetFromONNX(np.frombuffer(graph, np.uint8))
    opencv.setInput(picture[None], "image")
    for name, values in zip(ASKED, opencv.forward(list(ASKED)), strict=True):
        assert difference(values, wanted[name]) < TOLERANCE, f"OpenCV {name}"
        assert difference(runtime[name], wanted[name]) < TOLERANCE, f"ONNX Runtime {name}"
