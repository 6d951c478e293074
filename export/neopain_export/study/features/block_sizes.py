"""How many values a block of features has."""

from __future__ import annotations

from neopain.core.errors import ModelFault, SettingFault
from neopain.vision.actions.mesh_distances import NAME as MESH
from neopain.vision.actions.mesh_distances import SIZE as MESH_SIZE
from neopain.vision.features.strain import strain_named
from neopain.vision.features.texture import texture_named
from neopain.vision.features.window_strain import STRAIN, sequence_named
from neopain.vision.models.manifest import TEXTURE_FAMILIES, Manifest
from neopain_export.study.features.action_block import NAME as ACTIONS
from neopain_export.study.features.action_block import SIZE as ACTIONS_SIZE
from neopain_export.study.features.expression_block import NAME as EXPRESSION
from neopain_export.study.features.expression_block import SIZE as EXPRESSION_SIZE

FORMS = ("lbp.u8r1.g7x7", "hog.o9c14b2s112", "strain.f15.anatomic", "lbptop.n8r1.g5x5.f9w1600")
"""One of each family whose names hold numbers."""


def size_of(name: str, manifests: dict[str, Manifest]) -> int:
    """The values of a block, by its name; `manifests` of the networks by name. Raises: SettingFault."""
    try:
        size = _size_of(name, manifests)
    except ModelFault:  # its remedy is that of a model's file; here somebody wrote the name
        size = None
    if size is None:
        known = [f"{n}.{one}" for n, m in manifests.items() if m.network for one in m.network.outputs]
        others = ", ".join((*known, ACTIONS, EXPRESSION))
        raise SettingFault(
            f"expected blocks out of {others}, or of the forms {', '.join(FORMS)}; got {name!r}"
        )
    return size


def _size_of(name: str, manifests: dict[str, Manifest]) -> int | None:
    """The same; None for a block that nothing here has."""
    family, _, output = name.partition(".")
    sequence = sequence_named(name)
    if sequence is not None:
        return sequence.size
    if family == STRAIN:
        return strain_named(name).size
    known_sizes = {MESH: MESH_SIZE, ACTIONS: ACTIONS_SIZE, EXPRESSION: EXPRESSION_SIZE}
    if name in known_sizes:
        return known_sizes[name]
    if family in TEXTURE_FAMILIES:
        return texture_named(name).size
    manifest = manifests.get(family)
    return None if manifest is None or manifest.network is None else manifest.network.outputs.get(output)
