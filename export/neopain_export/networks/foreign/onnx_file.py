"""Any ONNX file with a feature output, checked before it is taken."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnx.inliner
import onnx.version_converter
from google.protobuf.message import DecodeError

from neopain.core.errors import ModelFault, SettingFault
from neopain.vision.networks.graph_check import STANDARD_DOMAINS, check_graph
from neopain.vision.networks.inference import open_network
from neopain_export.networks.foreign.feature_choice import (
    Feature,
    Way,
    asked_features,
    reduced,
    suggestion,
    with_features,
)
from neopain_export.networks.foreign.picture_front import (
    PictureInput,
    chosen_size,
    picture_input,
    put_front,
    sized,
)
from neopain_export.networks.foreign.values_beside import packed
from neopain_export.networks.layers import Float32Array
from neopain_export.networks.published.recognise import FileForm, recognise

LARGEST_BYTES = 1 << 30
OLDEST_OPSET = 7
NEWEST_RUN = 21
"""Opset of graphs that are newer: every engine that the monitor may be installed with runs it."""
NEWEST_IR = 10
_WORDS = {
    Way.ALL: "every value",
    Way.MEAN: "the average over places",
    Way.LAST: "the average over places, channels last,",
    Way.CLS: "the first token",
    Way.PATCHES: "the average of the tokens behind the first {leading}",
}


@dataclass(frozen=True, slots=True)
class ForeignNetwork:
    """A checked graph, reduced to the asked outputs.

    Attributes:
        graph: the ONNX file's bytes.
        tensor: name of its input, float32 (N, 3, height, width).
        height, width: of its input, px.
        outputs: flattened size of each output for one picture.
        beside: sha256 of every file whose values were packed into the graph, by its name.
        notes: what was added or changed, in sentences.
    """

    graph: bytes
    tensor: str
    height: int
    width: int
    outputs: Mapping[str, int]
    beside: Mapping[str, str]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PlainGraph:
    """A whole valid graph of standard operators, its shapes inferred.

    Attributes:
        beside, notes: as in ForeignNetwork.
    """

    model: onnx.ModelProto
    beside: Mapping[str, str]
    notes: tuple[str, ...]


def read_foreign(
    path: Path,
    outputs: Sequence[str],
    spread: Float32Array | None = None,
    side: int | None = None,
    *,
    plain_pixels: bool = False,
) -> ForeignNetwork:
    """Read an ONNX file and keep what leads to `outputs`, which may be any tensor in it.

    Args:
        path: the file; values in a file beside it are packed.
        outputs: tensors, as `asked_features` reads them.
        spread: float32 (3,), by which the graph itself divides the three planes of its input; None for not.
        side: px, where the graph's sizes are free; None for the monitor's crop.
        plain_pixels: whether the graph is given whole numbers, 0..255, as one of whole numbers must be.

    Raises:
        ModelFault: the file is not one valid ONNX graph of standard operators, with one picture input and
            float outputs of a fixed size.
        SettingFault: outputs or a size that it does not have.
    """
    features = asked_features(outputs)
    plain = read_plain(path)
    if not features:
        raise SettingFault(
            f"{path}: expected --outputs with the names of the features; {suggestion(plain.model)}"
        )
    model = reduced(path, plain.model, features)
    given = picture_input(path, model)
    if given.type == onnx.TensorProto.UINT8 and not plain_pixels:
        raise SettingFault(
            f"{path}: expected --mean 0 0 0 without --scale and --std: the graph takes pixels as whole "
            "numbers, 0 to 255, and prepares them itself"
        )
    size = chosen_size(path, given, side)
    sized(model, given, size)
    put_front(model, given, size, spread)
    shapes = _run(model, [value.name for value in model.graph.output], size)
    finished = with_features(path, model, features, shapes)
    names = [feature.name for feature in features]
    given_out = _run(finished, names, size)
    for value in finished.graph.output:
        # Every engine but ONNX Runtime wants to be told.
        value.CopyFrom(
            onnx.helper.make_tensor_value_info(
                value.name, onnx.TensorProto.FLOAT, ["batch", *given_out[value.name][1:]]
            )
        )
    sizes = {name: math.prod(shape) for name, shape in given_out.items()}
    content: bytes = finished.SerializeToString()
    notes = (*plain.notes, *_told(given, size), *_chosen(features))
    return ForeignNetwork(content, given.tensor, *size, sizes, plain.beside, notes)


def read_plain(path: Path) -> PlainGraph:
    """A whole valid ONNX graph of standard operators, its shapes inferred. Raises: ModelFault for others."""
    model = _loaded(path)
    beside = packed(path, model, LARGEST_BYTES)
    model = _plain(path, model)
    try:
        onnx.checker.check_model(model)
        model, notes = _for_the_engine(path, model)
        inferred = onnx.shape_inference.infer_shapes(model, data_prop=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as fault:
        raise ModelFault(
            f"{path}: expected a valid ONNX graph; got: {' '.join(str(fault).split())[:200]}; export it again"
        ) from fault
    packed_notes = tuple(f"values packed from {name}, sha256 {digest}" for name, digest in beside.items())
    return PlainGraph(inferred, beside, (*packed_notes, *notes))


def _for_the_engine(path: Path, model: onnx.ModelProto) -> tuple[onnx.ModelProto, tuple[str, ...]]:
    """The same graph in versions that the monitor's engine reads. Raises: ModelFault."""
    version = next(one.version for one in model.opset_import if one.domain in STANDARD_DOMAINS)
    notes: tuple[str, ...] = ()
    if version > NEWEST_RUN:
        try:
            model = onnx.version_converter.convert_version(model, NEWEST_RUN)
        except (onnx.version_converter.ConvertError, RuntimeError) as fault:
            raise ModelFault(
                f"{path}: expected an opset of at most {NEWEST_RUN}; got {version}, which cannot be written "
                f"in an older one: {' '.join(str(fault).split())[:160]}; export it with opset_version=18"
            ) from fault
        notes = (f"opset {version} written as {NEWEST_RUN}",)
    # Says which fields the file may have, not what it computes; the checker has seen that it has no others.
    model.ir_version = min(model.ir_version, NEWEST_IR)
    return model, notes


def _run(model: onnx.ModelProto, outputs: Sequence[str], size: tuple[int, int]) -> dict[str, tuple[int, ...]]:
    """Shapes of the outputs for one blank picture."""
    network = open_network(model.SerializeToString(), prefer_gpu=False)
    blank = np.zeros((1, 3, *size), np.float32)
    return {name: tuple(values.shape) for name, values in network.run(outputs, blank).items()}


def _told(given: PictureInput, size: tuple[int, int]) -> list[str]:
    told = []
    if given.last:
        told.append("the file wants channels last: the graph turns its picture")
    if given.type != onnx.TensorProto.FLOAT:
        kind = onnx.TensorProto.DataType.Name(given.type).lower()
        told.append(f"the file computes from {kind}: the graph converts its picture")
    if None in {given.height, given.width}:
        told.append(f"the file takes any size: it is given {size[0]} x {size[1]} px")
    return told


def _chosen(features: Sequence[Feature]) -> list[str]:
    return [
        f"{feature.name}: {_WORDS[feature.way].format(leading=feature.leading)} of {feature.tensor}"
        for feature in features
        if feature.way is not Way.ALL or feature.name != feature.tensor
    ]


def _loaded(path: Path) -> onnx.ModelProto:
    form = recognise(path)
    if form is not FileForm.ONNX:
        raise ModelFault(f"{path}: expected an ONNX file; got a {form}; name the network that it holds")
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise ModelFault(f"{path}: expected at most {LARGEST_BYTES} bytes; got {size}; use a smaller network")
    try:
        model = onnx.load_from_string(path.read_bytes())
    except DecodeError as fault:
        raise ModelFault(f"{path}: expected a whole ONNX file; got: {fault}; fetch it again") from fault
    if not model.graph.node:
        raise ModelFault(f"{path}: expected a graph; got one without operators; fetch the file again")
    return model


def _plain(path: Path, model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph without functions of its own and without domains that no operator uses.

    Raises: ModelFault for values in files elsewhere, custom operators and all else that `check_graph`
    refuses.
    """
    if model.functions:
        model = onnx.inliner.inline_local_functions(model)
    used = {node.domain for node in model.graph.node}
    kept = [opset for opset in model.opset_import if opset.domain in STANDARD_DOMAINS | used]
    del model.opset_import[:]
    model.opset_import.extend(kept)
    try:
        check_graph(model.SerializeToString())
    except ModelFault as fault:
        raise ModelFault(f"{path}: {fault}") from fault
    newest = onnx.defs.onnx_opset_version()
    for opset in model.opset_import:
        if not OLDEST_OPSET <= opset.version <= newest:
            raise ModelFault(
                f"{path}: expected an opset from {OLDEST_OPSET} to {newest}; got {opset.version}; convert it"
            )
    return model
