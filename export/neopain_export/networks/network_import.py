"""From a published weight file to a network's folder."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from neopain.vision.models.manifest import Manifest
from neopain_export.networks.fit import fit
from neopain_export.networks.graph import INPUT, LrnForm, Storage, build_graph
from neopain_export.networks.layers import Architecture, Conv, Float32Array, Preprocessing, output_shapes
from neopain_export.networks.mean_file import read_mean
from neopain_export.networks.network_folder import NetworkDescription, sha256_of, write_network_folder
from neopain_export.networks.parity import graph_parity
from neopain_export.networks.preprocessing import (
    TORCHVISION_LICENCE,
    TORCHVISION_SOURCE,
    Convention,
    prepare_input,
    resolved_convention,
)
from neopain_export.networks.published.reading import read_published

ALL = ("all",)


@dataclass(frozen=True, slots=True, eq=False)
class ImportRequest:
    """What is to be imported, and what the user says of it.

    Attributes:
        file: the weight file.
        folder: where the network goes.
        name, version: for the manifest.
        outputs: names; None for the usual features, ALL for every tensor.
        convention: how the network wants its pictures.
        mean: float32 (3,) in the network's channel order, or None.
        mean_file: a mean as a file, or None.
        spread: float32 (3,) to divide by, in the network's channel order, or None.
        licence, source: texts, or None for what is known of the network.
    """

    file: Path
    folder: Path
    name: str
    version: str = "1"
    outputs: tuple[str, ...] | None = None
    convention: Convention = Convention.AUTO
    mean: Float32Array | None = None
    mean_file: Path | None = None
    spread: Float32Array | None = None
    licence: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was made: the manifest as read back, the file's form, and sentences for the user."""

    manifest: Manifest
    form: str
    notes: tuple[str, ...]


def import_network(
    request: ImportRequest,
    architecture: Architecture,
    last: str = "fc7",
    storage: Storage = Storage.SINGLE,
    lrn_form: LrnForm = LrnForm.BAND,
) -> ImportResult:
    """Import weights of a known architecture up to layer `last`; nothing is written unless parity holds.

    Raises: ModelFault for a file that does not fit, SettingFault for a request that does not.
    """
    published = read_published(request.file)
    fitted = fit(architecture, published, last=last)
    convention = resolved_convention(request.convention, fitted, published)
    mean = request.mean
    if request.mean_file is not None:
        mean = read_mean(request.mean_file, "BGR" if convention is Convention.BGR else "RGB")
    prepared = prepare_input(
        fitted, published, convention=request.convention, mean=mean, spread=request.spread
    )
    shapes = output_shapes(prepared.fitted.architecture)
    outputs = _chosen(request.outputs, prepared.fitted.architecture)
    graph = build_graph(
        prepared.fitted.architecture,
        prepared.fitted.weights,
        outputs=outputs,
        lrn_form=lrn_form,
        storage=storage,
        mean_residue=prepared.mean_residue,
    )
    parity = graph_parity(graph, prepared, outputs, storage)
    notes = (*fitted.notes, *_input_notes(prepared.mean_residue is not None, convention), parity.line)
    manifest = write_square(
        request,
        graph,
        title=architecture.title,
        side=architecture.side,
        preprocessing=prepared.preprocessing,
        outputs={name: math.prod(shapes[name]) for name in outputs},
        origin=_origin(architecture, prepared.convention),
        form=published.form,
        notes=notes,
    )
    return ImportResult(manifest, published.form, notes)


def write_square(
    request: ImportRequest,
    graph: bytes,
    *,
    title: str,
    side: int,
    preprocessing: Preprocessing,
    outputs: Mapping[str, int],
    origin: tuple[str, str],
    form: str,
    notes: tuple[str, ...],
) -> Manifest:
    """The folder of a graph that this tool wrote: input `image`, float32 (N, 3, side, side).

    Args:
        request: folder, name, version, and what the user says of licence and source.
        graph: the ONNX file.
        title: for people.
        side: px.
        preprocessing: how pictures reach it.
        outputs: flattened size by name.
        origin: licence and source as they are known of the weights.
        form: of the published file.
        notes: for the card.

    Raises: SettingFault when the folder already holds a model, EnvironmentFault when it cannot be written.
    """
    licence, source = origin
    return write_network_folder(
        request.folder,
        graph,
        NetworkDescription(
            name=request.name,
            version=request.version,
            title=title,
            tensor=INPUT,
            height=side,
            width=side,
            preprocessing=preprocessing,
            outputs=outputs,
            licence=request.licence or licence,
            source=source_text(request, source, form),
            notes=notes,
        ),
    )


def usual_outputs(architecture: Architecture) -> tuple[str, ...]:
    """The last convolution and everything behind it, and every pool's average over the picture."""
    shapes = list(output_shapes(architecture))
    convolutions = [layer.name for layer in architecture.layers if isinstance(layer, Conv)]
    start = shapes.index(convolutions[-1])
    return tuple(
        name
        for place, name in enumerate(shapes)
        if place >= start or (name.startswith("pool") and name.endswith("_gap"))
    )


def source_text(request: ImportRequest, known: str, form: str) -> str:
    """Where the weights come from, for the manifest, with the file's own digest."""
    digest = sha256_of(request.file)
    return f"{request.source or known}; {form} {request.file.name}, sha256 {digest}"


def _origin(architecture: Architecture, convention: Convention) -> tuple[str, str]:
    """Licence and source of weights of this architecture, trained for pictures of this convention."""
    if convention is Convention.TORCHVISION:
        return TORCHVISION_LICENCE, TORCHVISION_SOURCE
    return architecture.licence, architecture.source


def _chosen(asked: tuple[str, ...] | None, architecture: Architecture) -> tuple[str, ...]:
    if asked is None:
        return usual_outputs(architecture)
    return tuple(output_shapes(architecture)) if asked == ALL else asked


def _input_notes(picture: bool, convention: Convention) -> list[str]:  # noqa: FBT001 - read in one place
    notes = [f"pictures as {convention} networks want them"]
    if picture:
        notes.append("the mean is a picture: the graph subtracts what it has beyond its mean pixel")
    return notes
