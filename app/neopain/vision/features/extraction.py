"""Joins deep and texture blocks into one vector, built from nothing but the layout's block names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from neopain.core.errors import ModelFault
from neopain.core.features import FeatureBlock, FeatureLayout, FeatureVector
from neopain.core.text import Text
from neopain.vision.features.texture import Hog, Lbp, texture_named
from neopain.vision.features.window_strain import SEQUENCE_FAMILIES
from neopain.vision.models.manifest import TEXTURE_FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neopain.core.features import Float32Vector
    from neopain.core.frames import FaceCrop
    from neopain.vision.networks.embedding import NetworkEmbedding


class FusedExtractor:
    """A FeatureExtractor: the layout of a manifest rebuilds exactly the extractor that trained with it."""

    def __init__(self, layout: FeatureLayout, networks: Mapping[str, NetworkEmbedding]) -> None:
        """Plan the blocks.

        Args:
            layout: blocks `<network>.<output>`, `lbp.…` and `hog.…`, in any order.
            networks: open networks by name; those that no block names are not run.

        Raises:
            ModelFault: an unknown block, a block of a sequence, a network that is not there, another size.
        """
        self._layout = layout
        self._networks = networks
        self._textures: list[Lbp | Hog] = []
        self._outputs: dict[str, list[str]] = {}
        for block in layout.blocks:
            self._plan(block)

    @property
    def layout(self) -> FeatureLayout:
        """Which features stand where."""
        return self._layout

    @property
    def provider(self) -> str:
        """Where the networks run."""
        told = {self._networks[name].provider for name in self._outputs}
        return "; ".join(sorted(told)) if told else "CPU (no network in use)"

    def extract(self, crop: FaceCrop) -> FeatureVector:
        """Features of one aligned face. Raises: ModelFault."""
        blocks: dict[str, Float32Vector] = {}
        for name, outputs in self._outputs.items():
            blocks.update(self._networks[name].blocks(crop.image, outputs))
        for texture in self._textures:
            blocks[texture.name] = texture.features(crop.image)
        values = np.concatenate([blocks[block.name] for block in self._layout.blocks])
        return FeatureVector(values=values, layout=self._layout)

    def _plan(self, block: FeatureBlock) -> None:
        family, _, output = block.name.partition(".")
        if family in SEQUENCE_FAMILIES:
            raise ModelFault(
                Text(
                    "block `{block_name}` needs a sequence of pictures, and NeoPain scores single ones. "
                    "Choose a model without facial strain and LBP-TOP.",
                    block_name=block.name,
                )
            )
        if family in TEXTURE_FAMILIES:
            texture = texture_named(block.name)
            self._textures.append(texture)
            size = texture.size
        else:
            size = self._size_of(family, output, block.name)
            self._outputs.setdefault(family, []).append(output)
        if size != block.size:
            raise ModelFault(
                Text(
                    "block `{block_name}` has {size} values here, the layout says {wanted}. The "
                    "classifier was trained with other features: build it again with `neopain-export "
                    "build`.",
                    block_name=block.name,
                    size=size,
                    wanted=block.size,
                )
            )

    def _size_of(self, network: str, output: str, block_name: str) -> int:
        embedding = self._networks.get(network)
        if embedding is None or output not in embedding.outputs:
            known = [f"{name}.{one}" for name, there in self._networks.items() for one in there.outputs]
            raise ModelFault(
                Text(
                    "no network gives the block `{block_name}`; there are {known}, lbp.*, hog.*. Put the "
                    "network's folder beside the classifier's, or choose another model.",
                    block_name=block_name,
                    known=sorted(known),
                )
            )
        return embedding.outputs[output]


def layout_of(names: Iterable[str], networks: Mapping[str, NetworkEmbedding]) -> FeatureLayout:
    """The layout of these blocks in this order, with the sizes that networks and parameters give.

    Raises:
        ModelFault: a name that `FusedExtractor` would refuse for its text or its network.
    """
    blocks = []
    for name in names:
        family, _, output = name.partition(".")
        if family in TEXTURE_FAMILIES:
            size = texture_named(name).size
        elif family in networks and output in networks[family].outputs:
            size = networks[family].outputs[output]
        else:
            raise ModelFault(
                Text(
                    "no network gives the block `{name}`; there are {networks}, lbp.*, hog.*.",
                    name=name,
                    networks=sorted(networks),
                )
            )
        blocks.append(FeatureBlock(name, size))
    return FeatureLayout(tuple(blocks))
