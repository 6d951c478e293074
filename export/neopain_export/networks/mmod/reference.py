"""MMOD in plain numpy: the second opinion beside the written graph.

Normalisations are layers of their own here.
"""

from __future__ import annotations

import numpy as np

from neopain_export.networks.layers import Float32Array, LayerWeights
from neopain_export.networks.mmod.table import OUTPUT, MmodTable, MmodWeights
from neopain_export.networks.reference import convolve


def evaluate_mmod(table: MmodTable, weights: MmodWeights, image: Float32Array) -> Float32Array:
    """`face` of one picture, (1, cells, cells). image: float32 (3, side, side), preprocessed."""
    current = image
    for layer in table.normalised():
        plane = convolve(
            current, LayerWeights(weights.kernels[layer.name], weights.biases[layer.name]), layer
        )
        current = np.maximum(weights.norms[layer.name].applied(plane, weights.epsilon), 0)
    return convolve(current, LayerWeights(weights.kernels[OUTPUT], weights.biases[OUTPUT]), table.last)
