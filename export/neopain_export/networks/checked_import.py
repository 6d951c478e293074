"""How the import of a network with a table of its own ends: compared, described, written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from neopain.vision.networks.inference import open_network
from neopain_export.networks.graph import Storage
from neopain_export.networks.layers import Float32Array, Preprocessing
from neopain_export.networks.network_import import ImportRequest, ImportResult, write_square
from neopain_export.networks.parity import LIMITS, compared, random_picture
from neopain_export.networks.published.recognise import FileForm


@dataclass(frozen=True, slots=True)
class KnownNetwork:
    """A published network with one file, one size and one way of seeing pictures.

    Attributes:
        title: for people.
        licence, source: of the published weights.
        form: of the published file.
        side: of its square input, px.
        outputs: flattened size by name.
    """

    title: str
    licence: str
    source: str
    form: FileForm
    side: int
    outputs: Mapping[str, int]


def fed_picture(side: int, scale: float) -> Float32Array:
    """A random picture as the network wants it, float32 (3, side, side), within -128..127 times `scale`."""
    return np.asarray(random_picture(side) * np.float32(scale), np.float32)


def checked_import(
    request: ImportRequest,
    known: KnownNetwork,
    graph: bytes,
    preprocessing: Preprocessing,
    *,
    picture: Float32Array,
    wanted: Mapping[str, Float32Array],
    storage: Storage = Storage.SINGLE,
    told: tuple[str, ...] = (),
) -> ImportResult:
    """Write the folder if the graph computes what numpy computed from the file's weights.

    Args:
        request: folder, name and version.
        known: what is said of the network.
        graph: the written graph.
        preprocessing: how pictures reach it.
        picture: float32 (3, side, side), as the graph wants it.
        wanted: every output for that picture, by numpy.
        storage: of the weights in the graph.
        told: further sentences for the card.

    Raises: ModelFault for a graph that differs, SettingFault for a folder in use.
    """
    found = open_network(graph, prefer_gpu=False).run(list(known.outputs), picture[None])
    parity = compared(
        {name: values[0] for name, values in found.items()},
        wanted,
        "ONNX Runtime on the CPU against numpy on the file's weights",
        LIMITS[storage],
    )
    manifest = write_square(
        request,
        graph,
        title=known.title,
        side=known.side,
        preprocessing=preprocessing,
        outputs=known.outputs,
        origin=(known.licence, known.source),
        form=known.form,
        notes=(parity.line, *told),
    )
    return ImportResult(manifest, known.form, (parity.line,))
