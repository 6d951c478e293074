"""Opens the heads of the facial actions and the second witness out of the bundled models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.actions.expression import ExpressionNetwork
from neopain.vision.actions.heads import heads_of
from neopain.vision.actions.mesh_distances import FAMILY
from neopain.vision.actions.meter import LinearActionMeter, check_layout
from neopain.vision.models.manifest import Manifest, read_trusted
from neopain.vision.models.shelf import bundled_pin
from neopain.vision.networks.embedding import NetworkEmbedding

ACTIONS = "facial_actions"
EXPRESSION = "mini_xception"

Opened: TypeAlias = tuple[NetworkEmbedding, Manifest]


@dataclass(frozen=True, slots=True, eq=False)
class OpenSigns:
    """What looks for single signs, and the manifests of what was opened for it."""

    meter: LinearActionMeter
    witness: ExpressionNetwork
    opened: tuple[Opened, ...]
    heads: Manifest


def open_signs(
    models: Path,
    digests: Mapping[str, str],
    shared: Mapping[str, Opened],
    opener: Callable[[Path, str], Opened],
) -> OpenSigns:
    """Open both.

    Args:
        models: folder of the bundled models.
        digests: of the manifests of the bundled folders.
        shared: networks by name that the classifier opened; one that the heads learnt with is not run twice.
        opener: opens the network of a folder whose manifest has this digest.

    Raises: ModelFault: anything is missing, altered, or does not belong together.
    """
    manifest, payload = read_trusted(models / ACTIONS, manifest_sha256=bundled_pin(models / ACTIONS, digests))
    part = manifest.actions
    if part is None:
        raise ModelFault(
            Text(
                "{folder}: expected heads of facial actions, got a {kind}.",
                folder=models / ACTIONS,
                kind=manifest.kind,
            )
        )
    networks: dict[str, NetworkEmbedding] = {}
    opened: list[Opened] = []
    common: set[str] = set()
    for block in part.layout.blocks:
        name = block.name.partition(".")[0]
        if name in networks or name == FAMILY:
            continue
        if name in shared and shared[name][1].sha256 == part.networks.get(name):
            networks[name] = shared[name][0]
            common.add(name)
            continue
        folder = models / name.replace("-", "_")
        own = opener(folder, bundled_pin(folder, digests))
        if own[1].sha256 != part.networks.get(name):
            raise ModelFault(
                Text(
                    "{manifest_id} learnt with another network `{name}` than the one in {folder}. Make "
                    "both again with `neopain-export build`.",
                    manifest_id=manifest.id,
                    name=name,
                    folder=folder,
                )
            )
        networks[name] = own[0]
        opened.append(own)
    check_layout(part.layout, networks, manifest.id)
    heads = heads_of(payload, part.layout.size, str(models / ACTIONS / manifest.file))
    expression = opener(models / EXPRESSION, bundled_pin(models / EXPRESSION, digests))
    return OpenSigns(
        LinearActionMeter(heads, part.layout, networks, common=frozenset(common)),
        ExpressionNetwork(expression[0]),
        (*opened, expression),
        manifest,
    )
