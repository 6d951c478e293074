"""Random weights that keep the activations alive through a deep network."""

from __future__ import annotations

import math

import numpy as np

from neopain_export.networks.layers import LayerWeights, weight_shapes

DRAWN = 1_048_583
"""Numbers that are drawn; a prime, so that no row of a layer that repeats them is like another."""


def random_weights(architecture, seed=0):
    """He-scaled weights and small biases for every learned layer.

    The largest layer has a hundred million of them: what was drawn is repeated there, from another place on.
    """
    rng = np.random.default_rng(seed)
    shapes = weight_shapes(architecture)
    most = max(math.prod(shape) for shape in shapes.values())
    drawn = rng.standard_normal(size=min(most, DRAWN), dtype=np.float32)
    found = {}
    for name, shape in shapes.items():
        weight = np.resize(np.roll(drawn, int(rng.integers(len(drawn)))), shape)
        weight *= np.float32(np.sqrt(2.0 / math.prod(shape[1:])))
        found[name] = LayerWeights(weight, rng.standard_normal(size=shape[0], dtype=np.float32))
    return found


def random_picture(seed=0, side=224):
    """float32 (3, side, side), about -128..127, smooth and rough at once."""
    rng = np.random.default_rng(seed)
    coarse = np.kron(rng.normal(size=(3, side // 14, side // 14)), np.ones((14, 14)))
    return np.clip(40 * coarse + 20 * rng.normal(size=(3, side, side)), -128, 127).astype(np.float32)
