"""The facial actions as a block of features: six strengths, as the monitor's own heads tell them.

The bundled heads learnt from drawn neonates of the training groups: on those sets only a test group says how
well they carry over. A classifier that was trained on this block cannot be opened at the bedside, where the
actions bear witness beside the score and so must not be part of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from neopain.core.errors import ModelFault, SettingFault
from neopain.core.facial_actions import FacialAction
from neopain.core.frames import Alignment
from neopain.vision.actions.heads import ActionHeads, heads_of
from neopain.vision.actions.mesh_distances import FAMILY, mesh_distances
from neopain.vision.actions.meter import check_layout
from neopain.vision.actions.opening import ACTIONS as FOLDER
from neopain.vision.models.manifest import read_manifest, read_trusted
from neopain.vision.networks.embedding import NetworkEmbedding
from neopain.vision.networks.inference import open_network

if TYPE_CHECKING:
    from neopain.core.features import FeatureLayout, Float32Vector
    from neopain.core.frames import Face, FaceCrop

NAME = "actions.nfcs6"
SIZE = len(FacialAction)


def actions_sha256(models: Path) -> str:
    """Of the heads in the folder of the models; their manifest pins the network. Raises: ModelFault."""
    return read_manifest(models / FOLDER).sha256


class ActionStrengths:
    """Opened heads and the networks that they look through; used by one thread."""

    def __init__(self, models: Path) -> None:
        """Raises: ModelFault; SettingFault for a folder without heads or their networks."""
        manifest, payload = read_trusted(models / FOLDER)
        part = manifest.actions
        if part is None:
            raise SettingFault(f"{models / FOLDER}: expected heads of facial actions, got a {manifest.kind}")
        self._layout: FeatureLayout = part.layout
        self._heads: ActionHeads = heads_of(payload, part.layout.size, str(models / FOLDER / manifest.file))
        families = {block.name.partition(".")[0] for block in part.layout.blocks} - {FAMILY}
        self._networks = {name: _opened(models, name, part.networks.get(name)) for name in sorted(families)}
        check_layout(part.layout, self._networks, manifest.id)

    def values(self, face: Face, crop: FaceCrop) -> Float32Vector:
        """float32 (6,), 0..1, in the order of `FacialAction`; of a face whose view is good.

        Where no mesh confirmed the face, the mesh says nothing: its distances are those usual in training.
        """
        blocks: dict[str, Float32Vector] = {}
        wanted: dict[str, list[str]] = {}
        for block in self._layout.blocks:
            family, _, output = block.name.partition(".")
            if family != FAMILY:
                wanted.setdefault(family, []).append(output)
            elif face.aligned_by is Alignment.MESH:
                blocks[block.name] = mesh_distances(face.landmarks, face.depth)
            else:
                blocks[block.name] = self._heads.mean[self._layout.slice_of(block.name)]
        for family, outputs in wanted.items():
            blocks.update(self._networks[family].blocks(crop.image, outputs))
        values = np.concatenate([blocks[block.name] for block in self._layout.blocks])
        return self._heads.strengths(values).astype(np.float32)


def _opened(models: Path, name: str, sha256: str | None) -> NetworkEmbedding:
    manifest, model = read_trusted(models / name.replace("-", "_"))
    if manifest.sha256 != sha256:
        raise ModelFault(
            f"the heads of facial actions learnt with another network `{name}`; build both again"
        )
    return NetworkEmbedding(open_network(model, prefer_gpu=False, threads=1), manifest)
