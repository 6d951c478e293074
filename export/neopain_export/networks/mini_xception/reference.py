"""mini-Xception in plain numpy: the second opinion beside the written graph.

Normalisations are layers of their own here, a separable convolution a sum of shifted planes, padding is
added by hand.
"""

from __future__ import annotations

import numpy as np

from neopain_export.networks.layers import Conv, Float32Array, LayerWeights
from neopain_export.networks.mini_xception.table import (
    EPSILON,
    LUMA,
    OUTPUT,
    Layer,
    MiniXceptionTable,
    MiniXceptionWeights,
)
from neopain_export.networks.reference import convolve


def evaluate_mini_xception(
    table: MiniXceptionTable, weights: MiniXceptionWeights, image: Float32Array
) -> dict[str, Float32Array]:
    """The classes of one picture. image: float32 (3, side, side) RGB in -1..1."""
    current = np.asarray(np.tensordot(np.array(LUMA, np.float32), image, axes=1)[None], np.float32)
    for layer in table.stems():
        current = np.maximum(_normalised(_plain(current, weights, layer), weights, layer), 0)
    for block in table.blocks():
        way = np.maximum(_normalised(_separable(current, weights, block.first), weights, block.first), 0)
        way = _pooled(_normalised(_separable(way, weights, block.second), weights, block.second))
        cut = _plain(current[:, ::2, ::2], weights, block.shortcut)
        current = np.asarray(way + _normalised(cut, weights, block.shortcut), np.float32)
    kernel = weights.kernels[table.last]
    last = Conv(table.last, len(kernel), 3, pad=1)
    logits = convolve(current, LayerWeights(kernel, weights.bias), last).mean(axis=(1, 2), dtype=np.float64)
    raised = np.exp(logits - logits.max())
    return {OUTPUT: np.asarray(raised / raised.sum(), np.float32)}


def _plain(image: Float32Array, weights: MiniXceptionWeights, layer: Layer) -> Float32Array:
    kernel = weights.kernels[layer.name]
    bias = np.zeros(layer.filters, np.float32)
    return convolve(image, LayerWeights(kernel, bias), Conv(layer.name, layer.filters, layer.kernel))


def _separable(image: Float32Array, weights: MiniXceptionWeights, layer: Layer) -> Float32Array:
    reach = layer.kernel // 2
    padded = np.pad(image, ((0, 0), (reach, reach), (reach, reach)))
    rows, columns = image.shape[1:]
    spread = np.zeros_like(image)
    for row in range(layer.kernel):
        for column in range(layer.kernel):
            own = weights.depthwise[layer.name][:, 0, row, column]
            spread += own[:, None, None] * padded[:, row : row + rows, column : column + columns]
    bias = np.zeros(layer.filters, np.float32)
    return convolve(
        spread, LayerWeights(weights.kernels[layer.name], bias), Conv(layer.name, layer.filters, 1)
    )


def _normalised(image: Float32Array, weights: MiniXceptionWeights, layer: Layer) -> Float32Array:
    return weights.norms[layer.name].applied(image, EPSILON)


def _pooled(image: Float32Array) -> Float32Array:
    """The largest of 3 x 3, every second place; Keras's "same": the odd cell of padding at the end."""
    sides = image.shape[1:]
    pads = []
    for side in sides:
        missing = max(0, (-(-side // 2) - 1) * 2 + 3 - side)
        pads.append((missing // 2, missing - missing // 2))
    padded = np.pad(image, ((0, 0), *pads), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    return np.asarray(windows[:, ::2, ::2].max(axis=(3, 4)), np.float32)
