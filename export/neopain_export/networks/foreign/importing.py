"""From any ONNX file to a network's folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from neopain.core.errors import SettingFault
from neopain_export.limited import in_child
from neopain_export.networks.foreign.onnx_file import ForeignNetwork, read_foreign
from neopain_export.networks.layers import Float32Array, Preprocessing
from neopain_export.networks.network_folder import NetworkDescription, write_network_folder
from neopain_export.networks.network_import import ALL, ImportRequest, ImportResult, source_text
from neopain_export.networks.parity import Parity, engine_parity
from neopain_export.networks.preprocessing import Convention, expect_spread


def import_foreign(request: ImportRequest, *, scale: float = 1.0) -> ImportResult:
    """Import an ONNX file; the request must say the outputs, the channel order and the mean pixel.

    Raises: SettingFault when it does not, ModelFault for a graph that cannot be used.
    """
    if request.convention not in {Convention.RGB, Convention.BGR}:
        raise SettingFault("expected --convention rgb or bgr: an ONNX file does not tell; look at its origin")
    if request.mean is None and request.mean_file is None:
        raise SettingFault("expected --mean with three numbers: an ONNX file does not tell; 0 0 0 for none")
    if request.outputs in {None, ALL}:
        raise SettingFault("expected --outputs with the names of the features; look at the graph")
    if request.mean is None:
        raise SettingFault("expected --mean with --network other; got --mean-file; give three numbers")
    if not np.isfinite([*request.mean, scale]).all() or scale == 0:
        raise SettingFault(f"expected a finite --mean and --scale; got {request.mean.tolist()} and {scale:g}")
    spread = None if request.spread is None else expect_spread(request.spread)
    asked = request.outputs or ()
    network, parity = in_child(_tried, request.file, asked, spread, what=str(request.file))
    notes = (parity.line,)
    mean = tuple(float(value) for value in request.mean)
    manifest = write_network_folder(
        request.folder,
        network.graph,
        NetworkDescription(
            name=request.name,
            version=request.version,
            title=request.name,
            tensor=network.tensor,
            height=network.height,
            width=network.width,
            preprocessing=Preprocessing(request.convention.upper(), (mean[0], mean[1], mean[2]), scale),
            outputs=network.outputs,
            licence=request.licence or "not stated: ask the authors before any use",
            source=source_text(request, "not stated", "ONNX file"),
            notes=notes,
        ),
    )
    return ImportResult(manifest, "ONNX file", notes)


def _tried(path: Path, outputs: Sequence[str], spread: Float32Array | None) -> tuple[ForeignNetwork, Parity]:
    """Read it and run it on two engines: the part of an import that a hostile graph could make endless."""
    network = read_foreign(path, outputs, spread)
    return network, engine_parity(network.graph, list(network.outputs), network.height, network.width)
