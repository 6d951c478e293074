"""The second witness as a block of features: seven classes of an expression network trained on photographs.

Framed as at the bedside (`vision.actions.expression.WINDOW`). For the study only: at the bedside the network
bears witness beside the score, and so must not be part of it; no classifier that was trained on this block is
opened there.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from neopain.core.errors import SettingFault
from neopain.vision.actions.expression import OUTPUT, WINDOW
from neopain.vision.models.manifest import read_manifest, read_trusted
from neopain.vision.networks.embedding import NetworkEmbedding
from neopain.vision.networks.inference import open_network

if TYPE_CHECKING:
    from neopain.core.features import Float32Vector
    from neopain.core.frames import FaceCrop

NAME = "witness.expression7"
FAMILY = NAME.partition(".")[0]
SIZE = 7
DISTRESS = (0, 1, 2, 4)
"""Places of anger, disgust, fear and sadness, whose sum is distress at the bedside."""
FOLDER = "mini_xception"


def expression_sha256(models: Path) -> str:
    """Of the network in the folder of the models. Raises: ModelFault."""
    return read_manifest(models / FOLDER).sha256


class ExpressionClasses:
    """The opened network; used by one thread."""

    def __init__(self, models: Path) -> None:
        """Raises: ModelFault; SettingFault for a network with other classes."""
        manifest, graph = read_trusted(models / FOLDER)
        self._network = NetworkEmbedding(open_network(graph, prefer_gpu=False, threads=1), manifest)
        if self._network.outputs.get(OUTPUT) != SIZE:
            raise SettingFault(
                f"{models / FOLDER}: expected an output {OUTPUT!r} of {SIZE} classes; got "
                f"{dict(self._network.outputs)}"
            )

    def values(self, crop: FaceCrop) -> Float32Vector:
        """float32 (7,), probabilities in the network's own order: angry first, neutral last."""
        return self._network.blocks(crop.image[WINDOW], [OUTPUT])[f"{self._network.name}.{OUTPUT}"]
