"""The layer table evaluated in plain numpy: the second opinion beside every written graph.

Shares no line with the ONNX graph: a convolution is a sum of shifted matrix products, the normalisation a
running sum over channels, a pool a maximum of shifted slices.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from neopain_export.networks.layers import (
    Architecture,
    Conv,
    Float32Array,
    LayerWeights,
    Lrn,
    MaxPool,
)


def evaluate(
    architecture: Architecture, weights: Mapping[str, LayerWeights], image: Float32Array
) -> dict[str, Float32Array]:
    """Every tensor of the network for one picture, under the names of `output_shapes`.

    image: float32 (3, side, side), preprocessed. Returns arrays without a batch axis.
    """
    found: dict[str, Float32Array] = {}
    current = image
    for layer in architecture.layers:
        if isinstance(layer, Lrn):
            current = normalise(current, layer)
        elif isinstance(layer, MaxPool):
            current = max_pool(current, layer)
        elif isinstance(layer, Conv):
            current = convolve(current, weights[layer.name], layer)
        else:
            current = weights[layer.name].weight @ current.reshape(-1) + weights[layer.name].bias
        found[layer.name] = current
        last = layer.name
        if isinstance(layer, Conv) or (not isinstance(layer, Lrn | MaxPool) and layer.relu):
            current = np.maximum(current, 0)
            last = f"{layer.name}_relu"
            found[last] = current
        if isinstance(layer, Conv | MaxPool):
            found[f"{last}_gap"] = current.mean(axis=(1, 2), dtype=np.float64).astype(np.float32)
    return found


def convolve(image: Float32Array, weights: LayerWeights, layer: Conv) -> Float32Array:
    """Cross-correlation as a sum over kernel places. image: (C, H, W). Returns (filters, H', W')."""
    padded = np.pad(image, ((0, 0), (layer.pad, layer.pad), (layer.pad, layer.pad)))
    rows, columns = ((side - layer.kernel) // layer.stride + 1 for side in padded.shape[1:])
    total = np.repeat(weights.bias[:, None], rows * columns, axis=1)
    for row in range(layer.kernel):
        for column in range(layer.kernel):
            seen = padded[
                :,
                row : row + layer.stride * rows : layer.stride,
                column : column + layer.stride * columns : layer.stride,
            ][:, :rows, :columns]
            total += np.ascontiguousarray(weights.weight[:, :, row, column]) @ seen.reshape(seen.shape[0], -1)
    return total.reshape(-1, rows, columns)


def normalise(image: Float32Array, layer: Lrn) -> Float32Array:
    """Local response normalisation by a running sum of squares over channels. image: (C, H, W)."""
    reach = layer.size // 2
    squares = np.pad(image.astype(np.float64) ** 2, ((reach + 1, reach), (0, 0), (0, 0)))
    running = np.cumsum(squares, axis=0)
    window = running[layer.size :] - running[: -layer.size]
    divisor = (layer.k + layer.alpha / layer.size * window) ** layer.beta
    return (image / divisor).astype(np.float32)


def max_pool(image: Float32Array, layer: MaxPool) -> Float32Array:
    """Maximum over windows; the padding at the end never wins. image: (C, H, W)."""
    end = layer.pad_end
    padded = np.pad(image, ((0, 0), (0, end), (0, end)), constant_values=-np.inf)
    rows, columns = ((side - layer.kernel) // layer.stride + 1 for side in padded.shape[1:])
    best = np.full((image.shape[0], rows, columns), -np.inf, np.float32)
    for row in range(layer.kernel):
        for column in range(layer.kernel):
            seen = padded[:, row :: layer.stride, column :: layer.stride][:, :rows, :columns]
            np.maximum(best, seen, out=best)
    return best
