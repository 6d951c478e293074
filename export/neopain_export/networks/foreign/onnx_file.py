"""Any ONNX file with a feature output, checked before it is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnx.inliner
from google.protobuf.message import DecodeError

from neopain.core.errors import ModelFault
from neopain.core.frames import CROP_SIDE_PX
from neopain.vision.networks.graph_check import STANDARD_DOMAINS, check_graph
from neopain.vision.networks.inference import open_network
from neopain_export.networks.layers import Float32Array
from neopain_export.networks.published.recognise import FileForm, recognise

LARGEST_BYTES = 1 << 30
OLDEST_OPSET = 7


@dataclass(frozen=True, slots=True)
class ForeignNetwork:
    """A checked graph, reduced to the asked outputs.

    Attributes:
        graph: the ONNX file's bytes.
        tensor: name of its input.
        height, width: of its input, px.
        outputs: flattened size of each output for one picture.
    """

    graph: bytes
    tensor: str
    height: int
    width: int
    outputs: Mapping[str, int]


def read_foreign(path: Path, outputs: Sequence[str], spread: Float32Array | None = None) -> ForeignNetwork:
    """Read an ONNX file and keep what leads to `outputs`, which may be any tensor in it.

    Args:
        path: the file.
        outputs: names of tensors.
        spread: float32 (3,), by which the graph itself divides the three planes of its input; None for not.

    Raises: ModelFault when the file is not one whole valid ONNX graph of standard operators, with one picture
    input (N, 3, H, W) and float outputs of a fixed size.
    """
    inferred = read_plain(path)
    tensor, shape = picture_input(path, inferred)
    height, width = shape[0] or CROP_SIDE_PX, shape[1] or CROP_SIDE_PX
    reduced = _reduced(path, inferred, tensor, outputs)
    if spread is not None:
        reduced = _divided(reduced, tensor, spread)
    network = open_network(reduced, prefer_gpu=False)
    blank = np.zeros((1, 3, height, width), np.float32)
    sizes = {name: int(values[0].size) for name, values in network.run(outputs, blank).items()}
    return ForeignNetwork(reduced, tensor, height, width, sizes)


def read_plain(path: Path) -> onnx.ModelProto:
    """A whole valid ONNX graph of standard operators, its shapes inferred. Raises: ModelFault for others."""
    model = _plain(path, _loaded(path))
    try:
        onnx.checker.check_model(model)
        return onnx.shape_inference.infer_shapes(model)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as fault:
        raise ModelFault(
            f"{path}: expected a valid ONNX graph; got: {' '.join(str(fault).split())[:200]}; export it again"
        ) from fault


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

    Raises: ModelFault for values in other files, custom operators and all else that `check_graph` refuses.
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


def picture_input(path: Path, model: onnx.ModelProto) -> tuple[str, tuple[int | None, int | None]]:
    """Name, height and width of the only input, a picture (N, 3, H, W); None for a size that is free.

    Raises: ModelFault for any other input.
    """
    filled = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in filled]
    shapes = {value.name: _shape(value) for value in inputs}
    if len(inputs) != 1 or inputs[0].type.tensor_type.elem_type != onnx.TensorProto.FLOAT:
        raise ModelFault(f"{path}: expected one float picture input; got {shapes}; export it with one")
    shape = shapes[inputs[0].name]
    if len(shape) != 4 or shape[0] not in {None, 1} or shape[1] != 3:
        raise ModelFault(
            f"{path}: expected an input (N, 3, height, width); got {shape}; "
            "export it with channels first, and with a batch of one or of any size"
        )
    return inputs[0].name, (shape[2], shape[3])


def _shape(value: onnx.ValueInfoProto) -> tuple[int | None, ...]:
    dims = value.type.tensor_type.shape.dim
    return tuple(dim.dim_value if dim.HasField("dim_value") else None for dim in dims)


def _reduced(path: Path, model: onnx.ModelProto, tensor: str, outputs: Sequence[str]) -> bytes:
    known = {value.name: value for value in [*model.graph.output, *model.graph.value_info]}
    missing = [name for name in outputs if name not in known]
    if missing or not outputs:
        ends = ", ".join(value.name for value in model.graph.output)
        raise ModelFault(
            f"{path}: expected the outputs {', '.join(outputs) or '(none named)'}; got a graph that ends in "
            f"{ends}; name one of these, or a tensor inside, with --outputs"
        )
    if any(known[name].type.tensor_type.elem_type != onnx.TensorProto.FLOAT for name in outputs):
        raise ModelFault(
            f"{path}: expected float outputs; got others among {', '.join(outputs)}; name others"
        )
    reduced = onnx.utils.Extractor(model).extract_model([tensor], list(outputs))
    content: bytes = reduced.SerializeToString()
    return content


def _divided(graph: bytes, tensor: str, spread: Float32Array) -> bytes:
    """The graph with a division of its input by one number a plane in front."""
    model = onnx.load_from_string(graph)
    divided, divisor = f"{tensor}_divided", f"{tensor}_spread"
    for node in model.graph.node:
        node.input[:] = [divided if name == tensor else name for name in node.input]
    values = np.ascontiguousarray(spread, np.float32).reshape(1, 3, 1, 1)
    model.graph.initializer.append(onnx.numpy_helper.from_array(values, divisor))
    model.graph.node.insert(0, onnx.helper.make_node("Div", [tensor, divisor], [divided]))
    content: bytes = model.SerializeToString()
    return content
