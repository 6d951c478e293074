"""dlib's network for faces in plain numpy: the second opinion beside the written graph.

Scale and shift are computed as layers of their own, sums of tensors of different sizes by slices.
"""

from __future__ import annotations

import numpy as np

from neopain_export.networks.dlib_face.table import Block, DlibFaceTable, DlibFaceWeights
from neopain_export.networks.layers import Conv, Float32Array, LayerWeights, MaxPool
from neopain_export.networks.reference import convolve, max_pool


def evaluate_dlib_face(
    table: DlibFaceTable, weights: DlibFaceWeights, image: Float32Array
) -> dict[str, Float32Array]:
    """All outputs for one picture. image: float32 (3, side, side), preprocessed."""
    found: dict[str, Float32Array] = {}
    current = max_pool(np.maximum(_scaled(image, weights, table.stem), 0), MaxPool("stem_pool", 3, 2))
    for stage, blocks in table.stages():
        for block in blocks:
            current = _block(current, weights, block)
        found[f"{stage}_gap"] = current.mean(axis=(1, 2), dtype=np.float64).astype(np.float32)
        last = found[f"{stage}_gap"]
    found["descriptor"] = last @ weights.descriptor
    return found


def _block(image: Float32Array, weights: DlibFaceWeights, block: Block) -> Float32Array:
    inner = np.maximum(_scaled(image, weights, block.first), 0)
    return np.maximum(
        _sum(_scaled(inner, weights, block.second), _halved(image) if block.halves else image), 0
    )


def _scaled(image: Float32Array, weights: DlibFaceWeights, layer: Conv) -> Float32Array:
    held = weights.convolutions[layer.name]
    plane = convolve(image, LayerWeights(held.weight, held.bias), layer)
    return np.asarray(plane * held.scale[:, None, None] + held.shift[:, None, None], np.float32)


def _halved(image: Float32Array) -> Float32Array:
    rows, columns = image.shape[1] // 2 * 2, image.shape[2] // 2 * 2
    even = image[:, :rows, :columns].reshape(image.shape[0], rows // 2, 2, columns // 2, 2)
    return np.asarray(even.mean(axis=(2, 4)), np.float32)


def _sum(one: Float32Array, other: Float32Array) -> Float32Array:
    total = np.zeros(np.maximum(one.shape, other.shape), np.float32)
    for part in (one, other):
        total[: part.shape[0], : part.shape[1], : part.shape[2]] += part
    return total
