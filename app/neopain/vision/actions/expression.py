"""The second witness: what a network for expressions, trained on photographs, says of a face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neopain.core.errors import ModelFault

if TYPE_CHECKING:
    from neopain.core.frames import FaceCrop
    from neopain.vision.networks.embedding import NetworkEmbedding

OUTPUT = "expression"
_CLASSES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
_DISTRESS = ("angry", "disgust", "fear", "sad")
WINDOW = (slice(22, 206), slice(20, 204))
"""Rows and columns of the aligned crop that lie as faces do in the network's training pictures: the eyes at
0.37 of the height and 0.41 of the width apart, the mouth at 0.78."""


class ExpressionNetwork:
    """An ExpressionWitness. Used by one thread."""

    def __init__(self, network: NetworkEmbedding) -> None:
        """Take the opened network. Raises: ModelFault for one with other outputs."""
        if network.outputs.get(OUTPUT) != len(_CLASSES):
            raise ModelFault(
                f"{network.name}: expected an output `{OUTPUT}` of {len(_CLASSES)} classes; got "
                f"{dict(network.outputs)}. Restore the models' folder."
            )
        self._network = network

    def distress(self, crop: FaceCrop) -> float:
        """The probability of anger, disgust, fear and sadness together, 0..1. Raises: ModelFault."""
        found = self._network.blocks(crop.image[WINDOW], [OUTPUT])
        classes = found[f"{self._network.name}.{OUTPUT}"]
        told = sum(float(classes[_CLASSES.index(name)]) for name in _DISTRESS)
        return min(1.0, max(0.0, told))
