"""Random weights that keep the activations alive through a deep network."""

from __future__ import annotations

import numpy as np

from neopain_export.networks.layers import LayerWeights, weight_shapes


def random_weights(architecture, seed=0):
    """He-scaled weights and small biases for every learned layer."""
    rng = np.random.default_rng(seed)
    found = {}
    for name, shape in weight_shapes(architecture).items():
        # In single precision from the start: the largest layer has a hundred million of them.
        weight = rng.standard_normal(size=shape, dtype=np.float32)
        weight *= np.float32(np.sqrt(2.0 / np.prod(shape[1:])))
        found[name] = LayerWeights(weight, rng.standard_normal(size=shape[0], dtype=np.float32))
    return found


def random_picture(seed=0, side=224):
    """float32 (3, side, side), about -128..127, smooth and rough at once."""
    rng = np.random.default_rng(seed)
    coarse = np.kron(rng.normal(size=(3, side // 14, side // 14)), np.ones((14, 14)))
    return np.clip(40 * coarse + 20 * rng.normal(size=(3, side, side)), -128, 127).astype(np.float32)
