"""The five networks at full width: the second implementation, ONNX Runtime and OpenCV agree."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
import pytest

from neopain_export.networks.architectures import ARCHITECTURES
from neopain_export.networks.graph import LrnForm, build_graph
from neopain_export.networks.layers import up_to
from tests.unit.export.networks.engines import run_onnx
from tests.unit.export.networks.random_weights import random_picture, random_weights
from tests.unit.export.networks.second_opinion import TABLES, forward

pytestmark = pytest.mark.slow

ASKED = ("pool1", "pool5", "pool5_gap", "fc6", "fc6_relu", "fc7", "fc7_relu")
TOLERANCE = 2e-5
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
    plain = {name: (layer.weight, layer.bias) for name, layer in weights.items()}
    found = forward(TABLES[network][:-1], plain, picture)
    return architecture, weights, picture, {name: found[name] for name in ASKED}


@pytest.mark.parametrize(("network", "form"), CASES)
def test_three_ways_to_the_same_features(network, form):
    architecture, weights, picture, wanted = second_opinion(network)
    graph = build_graph(architecture, weights, outputs=ASKED, lrn_form=form)
    runtime = run_onnx(graph, picture)
    opencv = cv2.dnn.readNetFromONNX(np.frombuffer(graph, np.uint8))
    opencv.setInput(picture[None], "image")
    for name, values in zip(ASKED, opencv.forward(list(ASKED)), strict=True):
        assert difference(values, wanted[name]) < TOLERANCE, f"OpenCV {name}"
        assert difference(runtime[name], wanted[name]) < TOLERANCE, f"ONNX Runtime {name}"
