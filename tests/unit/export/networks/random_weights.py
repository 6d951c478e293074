"""Random weights that keep the activations alive through a deep network."""

from __future__ import annotations

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from neopain_export.networks.layers import LayerWeights, weight_shapes

DRAWN = 1_048_583
"""Numbers that are drawn."""


def random_weights(architecture, seed=0):
    """He-scaled weights and small biases for every learned layer.

    The largest layer has a hundred million of them: there each row begins a little further on in what was drawn.
    """
    rng = np.random.default_rng(seed)
    shapes = weight_shapes(architecture)
    most = max(math.prod(shape) for shape in shapes.values())
    drawn = rng.standard_normal(size=min(most, DRAWN), dtype=np.float32)
    found = {}
    for name, shape in shapes.items():
        scale = np.float32(np.sqrt(2.0 / math.prod(shape[1:])))
        weight = _rows(scale * np.roll(drawn, int(rng.integers(len(drawn)))), shape)
        found[name] = LayerWeights(weight, rng.standard_normal(size=shape[0], dtype=np.float32))
    return found


def _rows(drawn, shape):
    """Where there are too few numbers, a view of them that takes no memory of its own."""
    each = math.prod(shape[1:])
    if math.prod(shape) <= len(drawn):
        return drawn[: math.prod(shape)].reshape(shape)
    step = (len(drawn) - each) // (shape[0] - 1)
    rows = sliding_window_view(drawn, each)[::step][: shape[0]]
    return np.lib.stride_tricks.as_strided(
        rows, shape, (rows.strides[0], *np.empty((1, *shape[1:]), np.float32).strides[1:]), writeable=False
    )


def random_picture(seed=0, side=224):
    """float32 (3, side, side), about -128..127, smooth and rough at once."""
    rng = np.random.default_rng(seed)
    coarse = np.kron(rng.normal(size=(3, side // 14, side // 14)), np.ones((14, 14)))
    return np.clip(40 * coarse + 20 * rng.normal(size=(3, side, side)), -128, 127).astype(np.float32)
