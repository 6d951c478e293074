"""Whether the written graph computes what the weights say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from neopain.core.errors import ModelFault
from neopain.vision.networks.inference import open_network
from neopain_export.networks.graph import Storage
from neopain_export.networks.layers import Float32Array
from neopain_export.networks.preprocessing import PreparedInput
from neopain_export.networks.reference import evaluate

LIMITS = {Storage.SINGLE: 1e-4, Storage.HALF: 2e-2}
"""Largest relative difference that is rounding; half storage rounds every weight to 11 bits."""


@dataclass(frozen=True, slots=True)
class Parity:
    """Largest |found - wanted| over largest |wanted|, over all compared outputs, and between whom."""

    difference: float
    output: str
    outputs: int
    between: str

    @property
    def line(self) -> str:
        """For the screen and the card."""
        return (
            f"parity: largest relative difference {self.difference:.1e} (at {self.output}, "
            f"{self.outputs} outputs, one random picture), {self.between}"
        )


def random_picture(side: int, *, seed: int = 0) -> Float32Array:
    """float32 (3, side, side), centred, within -128..127, rough and smooth at once."""
    rng = np.random.default_rng(seed)
    blocks = -(-side // 16)
    coarse = np.kron(rng.normal(size=(3, blocks, blocks)), np.ones((16, 16)))[:, :side, :side]
    return np.clip(40 * coarse + 20 * rng.normal(size=(3, side, side)), -128, 127).astype(np.float32)


def graph_parity(
    graph: bytes, prepared: PreparedInput, outputs: Sequence[str], storage: Storage, *, seed: int = 0
) -> Parity:
    """ONNX Runtime on the graph against numpy on the layer table and the file's weights.

    Raises: ModelFault when they differ by more than rounding.
    """
    architecture = prepared.fitted.architecture
    picture = random_picture(architecture.side, seed=seed)
    found = open_network(graph, prefer_gpu=False).run(list(outputs), picture[None])
    centred = picture if prepared.mean_residue is None else picture - prepared.mean_residue
    wanted = evaluate(architecture, prepared.fitted.weights, centred)
    return compared(
        {name: found[name][0] for name in outputs},
        wanted,
        "ONNX Runtime on the CPU against numpy on the layer table",
        LIMITS[storage],
    )


def compared(
    found: Mapping[str, Float32Array], wanted: Mapping[str, Float32Array], between: str, limit: float
) -> Parity:
    """Outputs by name against those of a second opinion. Raises: ModelFault beyond `limit`."""
    differences = {
        name: float(np.abs(values - wanted[name].reshape(values.shape)).max() / _largest(wanted[name]))
        for name, values in found.items()
    }
    worst = max(differences, key=lambda name: np.nan_to_num(differences[name], nan=np.inf))
    parity = Parity(differences[worst], worst, len(differences), between)
    if not parity.difference <= limit:
        raise ModelFault(
            f"expected a relative difference of at most {limit:.0e}; got {parity.line}; "
            "do not use this network, and report it"
        )
    return parity


def _largest(values: Float32Array) -> float:
    return max(float(np.abs(values).max()), float(np.finfo(np.float32).tiny))
