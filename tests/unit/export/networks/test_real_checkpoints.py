"""Files that PyTorch itself wrote, and what PyTorch itself computed with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neopain.core.errors import ModelFault
from neopain_export.networks.architectures import VGG_16
from neopain_export.networks.fit import fit
from neopain_export.networks.graph import build_graph
from neopain_export.networks.layers import Conv, Dense
from neopain_export.networks.preprocessing import Convention, prepare_input
from neopain_export.networks.published.reading import read_published
from tests.unit.export.networks.engines import run_onnx

FILES = Path(__file__).resolve().parents[3] / "data" / "torch"
# torch 2.13.0, float32, on the picture below scaled to 0..1 and normalised as torchvision does
FC8_BY_PYTORCH = [-0.7259753942489624, -0.2961539328098297, 0.7376937866210938]


def tiny_vgg_16():
    units = {"fc6": 4, "fc7": 4, "fc8": 3}
    layers = tuple(
        replace(layer, filters=2 if layer.filters < 200 else 4)
        if isinstance(layer, Conv)
        else replace(layer, units=units[layer.name])
        if isinstance(layer, Dense)
        else layer
        for layer in VGG_16.layers
    )
    return replace(VGG_16, layers=layers)


@pytest.mark.parametrize("file_name", ["tiny_vgg16.pth", "tiny_vgg16_legacy.pth"])
def test_features_are_those_of_pytorch(file_name):
    architecture = tiny_vgg_16()
    published = read_published(FILES / file_name)
    prepared = prepare_input(fit(architecture, published), published)
    assert prepared.convention is Convention.TORCHVISION
    pixels = 255 * np.random.default_rng(5).uniform(0, 1, (1, 3, 224, 224)).astype(np.float32)[0]
    fed = prepared.preprocessing
    picture = (pixels - np.asarray(fed.mean, np.float32)[:, None, None]) * np.float32(fed.scale)
    found = run_onnx(build_graph(architecture, prepared.fitted.weights, outputs=["fc8"]), picture)["fc8"]
    np.testing.assert_allclose(found, FC8_BY_PYTORCH, rtol=1e-5)


def test_a_pickled_module_is_refused():
    with pytest.raises(ModelFault, match=r"asks for torch\.nn\.modules\.container\.Sequential.*state_dict"):
        read_published(FILES / "whole_module.pth")
