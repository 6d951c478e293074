from __future__ import annotations

import pytest

from neopain.core.errors import SettingFault
from neopain_export.networks.architectures import ARCHITECTURES, architecture_named
from neopain_export.networks.layers import narrowed, output_shapes, up_to, weight_shapes

SIZES = {
    "vgg-f": {
        "conv1": (64, 54, 54),
        "norm1": (64, 54, 54),
        "pool1": (64, 27, 27),
        "conv2": (256, 27, 27),
        "norm2": (256, 27, 27),
        "pool2": (256, 13, 13),
        "conv3": (256, 13, 13),
        "conv4": (256, 13, 13),
        "conv5": (256, 13, 13),
        "pool5": (256, 6, 6),
        "fc6": (4096,),
        "fc7": (4096,),
        "fc8": (1000,),
    },
    "vgg-m": {
        "conv1": (96, 109, 109),
        "norm1": (96, 109, 109),
        "pool1": (96, 54, 54),
        "conv2": (256, 26, 26),
        "norm2": (256, 26, 26),
        "pool2": (256, 13, 13),
        "conv3": (512, 13, 13),
        "conv4": (512, 13, 13),
        "conv5": (512, 13, 13),
        "pool5": (512, 6, 6),
        "fc6": (4096,),
        "fc7": (4096,),
        "fc8": (1000,),
    },
    "vgg-s": {
        "conv1": (96, 109, 109),
        "norm1": (96, 109, 109),
        "pool1": (96, 37, 37),
        "conv2": (256, 33, 33),
        "pool2": (256, 17, 17),
        "conv3": (512, 17, 17),
        "conv4": (512, 17, 17),
        "conv5": (512, 17, 17),
        "pool5": (512, 6, 6),
        "fc6": (4096,),
        "fc7": (4096,),
        "fc8": (1000,),
    },
}
VERY_DEEP = {
    f"conv{block}_{i}": (filters, side, side)
    for block, filters, depth, side in (
        (1, 64, 2, 224),
        (2, 128, 2, 112),
        (3, 256, 3, 56),
        (4, 512, 3, 28),
        (5, 512, 3, 14),
    )
    for i in range(1, depth + 1)
} | {
    f"pool{i}": (c, s, s) for i, c, s in ((1, 64, 112), (2, 128, 56), (3, 256, 28), (4, 512, 14), (5, 512, 7))
}
SIZES["vgg-16"] = VERY_DEEP | {"fc6": (4096,), "fc7": (4096,), "fc8": (1000,)}
SIZES["vgg-face"] = VERY_DEEP | {"fc6": (4096,), "fc7": (4096,), "fc8": (2622,)}

# millions of parameters and multiply-adds, and the inputs of fc6, as the papers give them
FC6_INPUTS = {"vgg-f": 9216, "vgg-m": 18432, "vgg-s": 18432, "vgg-16": 25088, "vgg-face": 25088}
PARAMETERS_MILLION = {"vgg-16": 138.36, "vgg-face": 145.0}


@pytest.mark.parametrize("name", sorted(SIZES))
def test_every_layer_has_the_published_size(name):
    shapes = output_shapes(ARCHITECTURES[name])
    plain = {key: shape for key, shape in shapes.items() if not key.endswith(("_relu", "_gap"))}
    assert plain == SIZES[name]


@pytest.mark.parametrize("name", sorted(SIZES))
def test_rectified_and_averaged_outputs_are_there(name):
    shapes = output_shapes(ARCHITECTURES[name])
    last_conv = "conv5" if "conv5" in shapes else "conv5_3"
    assert shapes["fc6_relu"] == shapes["fc7_relu"] == (4096,)
    assert shapes["pool5_gap"] == shapes["pool5"][:1]
    assert shapes[f"{last_conv}_relu_gap"] == shapes[last_conv][:1]
    assert "fc8_relu" not in shapes


@pytest.mark.parametrize("name", sorted(SIZES))
def test_fc6_reads_the_whole_last_pool(name):
    assert weight_shapes(ARCHITECTURES[name])["fc6"] == (4096, FC6_INPUTS[name])


@pytest.mark.parametrize(("name", "million"), PARAMETERS_MILLION.items())
def test_number_of_parameters(name, million):
    total = 0
    for shape in weight_shapes(ARCHITECTURES[name]).values():
        weights = 1
        for side in shape:
            weights *= side
        total += weights + shape[0]
    assert total / 1e6 == pytest.approx(million, abs=0.05)


def test_cnn_s_has_no_second_normalisation():
    assert "norm2" not in output_shapes(ARCHITECTURES["vgg-s"])


def test_narrowing_keeps_the_geometry():
    full, narrow = (
        output_shapes(a) for a in (ARCHITECTURES["vgg-m"], narrowed(ARCHITECTURES["vgg-m"], 1 / 16))
    )
    assert list(full) == list(narrow)
    assert [shape[1:] for shape in full.values()] == [shape[1:] for shape in narrow.values()]
    assert narrow["conv1"][0] == 6


def test_a_network_can_be_cut():
    assert list(output_shapes(up_to(ARCHITECTURES["vgg-f"], "pool1"))) == [
        "conv1",
        "conv1_relu",
        "conv1_relu_gap",
        "norm1",
        "pool1",
        "pool1_gap",
    ]
    with pytest.raises(SettingFault, match="got 'fc9'; choose"):
        up_to(ARCHITECTURES["vgg-f"], "fc9")


def test_unknown_network_is_refused():
    with pytest.raises(SettingFault, match="got 'resnet'"):
        architecture_named("resnet")


def test_mean_turns_with_the_channel_order():
    rgb = ARCHITECTURES["vgg-face"].preprocessing
    assert rgb.reversed().mean == (93.5940, 104.7624, 129.1863)
    assert rgb.reversed().channels == "BGR"
    assert rgb.reversed().reversed() == rgb
