"""From any ONNX file to a network's folder."""

from __future__ import annotations

from neopain.core.errors import SettingFault
from neopain_export.networks.foreign import read_foreign
from neopain_export.networks.layers import Preprocessing
from neopain_export.networks.network_folder import NetworkDescription, write_network_folder
from neopain_export.networks.network_import import ALL, ImportRequest, ImportResult, source_text
from neopain_export.networks.parity import engine_parity
from neopain_export.networks.preprocessing import Convention


def import_foreign(request: ImportRequest, *, scale: float = 1.0) -> ImportResult:
    """Import an ONNX file; the request must say the outputs, the channel order and the mean pixel.

    Raises: SettingFault when it does not, ModelFault for a graph that cannot be used.
    """
    if request.convention not in {Convention.RGB, Convention.BGR}:
        raise SettingFault("expected --convention rgb or bgr: an ONNX file does not tell; look at its origin")
    if request.mean is None:
        raise SettingFault("expected --mean with three numbers: an ONNX file does not tell; 0 0 0 for none")
    if request.outputs in {None, ALL}:
        raise SettingFault("expected --outputs with the names of the features; look at the graph")
    network = read_foreign(request.file, request.outputs or ())
    parity = engine_parity(network.graph, list(network.outputs), network.height, network.width)
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
