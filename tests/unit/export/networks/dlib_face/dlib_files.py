"""Small files of dlib's network for faces, written as dlib writes them."""

from __future__ import annotations

import numpy as np

from neopain_export.networks.dlib_face.table import DlibFaceTable, DlibFaceWeights, ScaledConv

SMALL = DlibFaceTable(channels=(2, 3, 4, 5, 5), blocks=(1, 2, 2, 2, 1), units=6, side=150)


def random_weights(table, seed=0):
    rng = np.random.default_rng(seed)

    def numbers(*shape, size=1.0, middle=0.0):
        return (middle + size * rng.normal(size=shape)).astype(np.float32)

    convolutions, depth = {}, 3
    for layer in table.convolutions():
        spread = (layer.kernel * layer.kernel * depth) ** -0.5
        convolutions[layer.name] = ScaledConv(
            numbers(layer.filters, depth, layer.kernel, layer.kernel, size=spread),
            numbers(layer.filters, size=0.1),
            numbers(layer.filters, size=0.2, middle=1.0),
            numbers(layer.filters, size=0.1),
        )
        depth = layer.filters
    return DlibFaceWeights((122.5, 117.0, 104.25), convolutions, numbers(depth, table.units))


def whole(value):
    size = max(1, (abs(value).bit_length() + 7) // 8)
    return bytes([size | (0x80 if value < 0 else 0)]) + abs(value).to_bytes(size, "little")


def real(value):
    return whole(round(value * 4)) + whole(-2)


def name(text):
    return whole(len(text)) + text.encode()


def tensor(values, *sizes):
    return b"".join(map(whole, (2, *sizes))) + np.asarray(values, "<f4").tobytes()


def dat(table, weights):
    parts = [b"\x01\x01", name("loss_metric_2"), real(0.04), real(0.6), whole(1) * 100]
    parts += [name("input_rgb_image_sized"), *map(real, weights.mean), whole(table.side), whole(table.side)]
    for layer in table.convolutions():
        held = weights.convolutions[layer.name]
        values = np.concatenate([held.weight.ravel(), held.bias])
        affine = np.concatenate([held.scale, held.shift])
        sizes = (layer.filters, layer.kernel, layer.kernel, layer.stride, layer.stride, layer.pad, layer.pad)
        parts += [name("con_4"), tensor(values, len(values), 1, 1, 1), *map(whole, sizes), whole(1) * 30]
        parts += [name("affine_"), tensor(affine, len(affine), 1, 1, 1), whole(1) * 12]
        parts += [name("relu_"), b"110", whole(2) * 20]
    depth, units = weights.descriptor.shape
    parts += [name("avg_pool_2"), whole(1) * 8, name("fc_2"), whole(units), whole(depth)]
    parts += [tensor(weights.descriptor, depth, units, 1, 1), whole(1) * 20]
    return b"".join(parts)
