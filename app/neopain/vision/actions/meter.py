"""The facial actions of one face: which can be seen, how strong each is, how far that may be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from neopain.core.errors import ModelFault
from neopain.core.facial_actions import ActionStrength, FacialAction, FacialActions
from neopain.core.frames import Alignment, FaceRegion
from neopain.vision.actions.mesh_distances import FAMILY, NAME, mesh_distances

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neopain.core.features import FeatureLayout, FeatureVector, Float32Vector
    from neopain.core.frames import Face, FaceCrop, View
    from neopain.vision.actions.heads import ActionHeads
    from neopain.vision.networks.embedding import NetworkEmbedding

HIDDEN_BY: Mapping[FaceRegion, tuple[FacialAction, ...]] = {
    FaceRegion.BROW: (FacialAction.BROW_BULGE,),
    FaceRegion.EYES: (FacialAction.EYE_SQUEEZE,),
    FaceRegion.NOSE: (FacialAction.NASOLABIAL_FURROW,),
    FaceRegion.MOUTH: (
        FacialAction.OPEN_LIPS,
        FacialAction.VERTICAL_STRETCH,
        FacialAction.HORIZONTAL_STRETCH,
    ),
}
"""The actions that cannot be seen where something lies on a part of the face."""


class LinearActionMeter:
    """An ActionMeter by linear heads. Used by one thread."""

    def __init__(
        self,
        heads: ActionHeads,
        layout: FeatureLayout,
        networks: Mapping[str, NetworkEmbedding],
        *,
        common: frozenset[str] = frozenset(),
    ) -> None:
        """Take what was opened.

        Args:
            heads: over the features of `layout`.
            layout: blocks `<network>.<output>` and `mesh.…`.
            networks: by name, for blocks that the classifier's features do not hold.
            common: names of those that the classifier uses, too: their blocks are taken from its features.
        """
        self._heads = heads
        self._layout = layout
        self._networks = networks
        self._common = common

    def measure(
        self, face: Face, view: View, crop: FaceCrop, features: FeatureVector
    ) -> FacialActions | None:
        """The actions of one face; None without a confirmed mesh. Raises: ModelFault."""
        if face.aligned_by is not Alignment.MESH or not view.clear:
            return None
        values = self._values(face, crop, features)
        strengths, confidences = self._heads.strengths(values), self._heads.confidences(values)
        hidden = {action for region in view.covered for action in HIDDEN_BY[region]}
        return FacialActions.of(
            {
                action: ActionStrength(float(strength), float(confidence))
                for action, strength, confidence in zip(FacialAction, strengths, confidences, strict=True)
                if action not in hidden
            }
        )

    def _values(self, face: Face, crop: FaceCrop, features: FeatureVector) -> Float32Vector:
        known = {block.name for block in features.layout.blocks}
        missing: dict[str, list[str]] = {}
        blocks: dict[str, Float32Vector] = {}
        for block in self._layout.blocks:
            family, _, output = block.name.partition(".")
            if family == FAMILY:
                blocks[block.name] = mesh_distances(face.landmarks, face.depth)
            elif family in self._common and block.name in known:
                blocks[block.name] = features.values[features.layout.slice_of(block.name)]
            else:
                missing.setdefault(family, []).append(output)
        for family, outputs in missing.items():
            blocks.update(self._networks[family].blocks(crop.image, outputs))
        return np.concatenate([blocks[block.name] for block in self._layout.blocks])


def check_layout(layout: FeatureLayout, networks: Mapping[str, NetworkEmbedding], model_id: str) -> None:
    """Whether every block can be had. Raises: ModelFault."""
    for block in layout.blocks:
        family, _, output = block.name.partition(".")
        if block.name == NAME:
            continue
        outputs = networks[family].outputs if family in networks else {}
        if outputs.get(output) != block.size:
            raise ModelFault(
                f"{model_id}: no network here gives `{block.name}` with {block.size} values. "
                "Restore the models' folder, or make it again with `neopain-export build`."
            )
