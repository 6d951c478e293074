"""How a graph wants its picture, and the nodes in front that give it so: the monitor gives float32 NCHW."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from neopain.core.errors import ModelFault, SettingFault
from neopain.core.frames import CROP_SIDE_PX
from neopain_export.networks.layers import Float32Array

_TYPES = {TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE, TensorProto.UINT8}
LARGEST_SIDE = 2048
"""px; more is no picture of a face, and a graph's arithmetic with it has no end."""


@dataclass(frozen=True, slots=True)
class PictureInput:
    """The one input of a graph.

    Attributes:
        tensor: its name.
        height, width: px; None where they are free.
        last: channels last, (N, H, W, 3), else (N, 3, H, W).
        type: as ONNX numbers types.
    """

    tensor: str
    height: int | None
    width: int | None
    last: bool
    type: int


def picture_input(path: Path, model: onnx.ModelProto) -> PictureInput:
    """The only input, a picture of three channels. Raises: ModelFault for any other input."""
    filled = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in filled]
    shapes = {value.name: shape_of(value) for value in inputs}
    if len(inputs) != 1 or inputs[0].type.tensor_type.elem_type not in _TYPES:
        types = {value.name: TensorProto.DataType.Name(value.type.tensor_type.elem_type) for value in inputs}
        raise ModelFault(
            f"{path}: expected one float picture input; got {shapes} of {types}; export it with one, or name "
            "--outputs that need the picture alone"
        )
    shape = shapes[inputs[0].name]
    last = len(shape) == 4 and shape[1] != 3 and shape[3] == 3
    if len(shape) != 4 or shape[0] not in {None, 1} or (shape[1] != 3 and not last):
        raise ModelFault(
            f"{path}: expected an input (N, 3, height, width) or (N, height, width, 3); got {shape}; "
            "export it for pictures of three channels, and with a batch of one or of any size"
        )
    height, width = (shape[1], shape[2]) if last else (shape[2], shape[3])
    return PictureInput(inputs[0].name, height, width, last, inputs[0].type.tensor_type.elem_type)


def shape_of(value: onnx.ValueInfoProto) -> tuple[int | None, ...]:
    """A tensor's sizes; None for those that are free."""
    dims = value.type.tensor_type.shape.dim
    return tuple(dim.dim_value if dim.HasField("dim_value") else None for dim in dims)


def chosen_size(path: Path, given: PictureInput, side: int | None) -> tuple[int, int]:
    """Height and width, px: the graph's own, and where they are free `side` or the monitor's crop.

    Raises: SettingFault for a side that the graph does not take; ModelFault for a picture without end.
    """
    own = (given.height, given.width)
    if side is not None and any(one not in {None, side} for one in own):
        raise SettingFault(
            f"{path}: expected no --size, or the graph's own; it takes {given.height} x {given.width} px and "
            f"no other, got {side}; leave it out, or export the graph with free sizes"
        )
    height, width = (one or side or CROP_SIDE_PX for one in own)
    if max(height, width) > LARGEST_SIDE:
        raise ModelFault(f"{path}: expected at most {LARGEST_SIDE} px a side; got {height} x {width}")
    return height, width


def sized(model: onnx.ModelProto, given: PictureInput, size: tuple[int, int]) -> None:
    """Write the size into the graph, so that the shapes behind it can be told."""
    value = next(one for one in model.graph.input if one.name == given.tensor)
    places = (1, 2) if given.last else (2, 3)
    for place, pixels in zip(places, size, strict=True):
        value.type.tensor_type.shape.dim[place].dim_value = pixels


def put_front(
    model: onnx.ModelProto, given: PictureInput, size: tuple[int, int], spread: Float32Array | None
) -> None:
    """Change the input to float32 (N, 3, H, W), by nodes in front where the graph wants it otherwise.

    Args:
        model: changed in place.
        given: its input.
        size: of it, height and width, px.
        spread: float32 (3,), by which the three planes are divided; None for not.
    """
    graph, tensor = model.graph, given.tensor
    nodes: list[onnx.NodeProto] = []
    current = tensor
    taken = {name for node in graph.node for name in (*node.input, *node.output)}

    def add(operator: str, inputs: list[str], ending: str, **attributes: object) -> str:
        output = free_name(f"{tensor}_{ending}", taken)
        nodes.append(helper.make_node(operator, [current, *inputs], [output], **attributes))
        return output

    if spread is not None:
        divisor = free_name(f"{tensor}_spread", taken)
        values = np.ascontiguousarray(spread, np.float32).reshape(1, 3, 1, 1)
        graph.initializer.append(numpy_helper.from_array(values, divisor))
        current = add("Div", [divisor], "divided")
    if given.type != TensorProto.FLOAT:
        current = add("Cast", [], "cast", to=given.type)
    if given.last:
        current = add("Transpose", [], "last", perm=[0, 2, 3, 1])
    for node in graph.node:
        node.input[:] = [current if name == tensor else name for name in node.input]
    for place, node in enumerate(nodes):
        graph.node.insert(place, node)
    value = next(one for one in graph.input if one.name == tensor)
    batch = shape_of(value)[0]
    value.CopyFrom(helper.make_tensor_value_info(tensor, TensorProto.FLOAT, [batch or "batch", 3, *size]))


def free_name(wish: str, taken: set[str]) -> str:
    """`wish`, or with a number behind it where the graph has such a tensor; it is taken from then on."""
    name, number = wish, 1
    while name in taken:
        name, number = f"{wish}_{number}", number + 1
    taken.add(name)
    return name
