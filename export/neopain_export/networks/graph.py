"""Layer table and weights to an ONNX graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import onnx
from onnx import TensorProto, helper

from neopain.core.errors import ModelFault, SettingFault
from neopain_export.networks.layers import (
    Architecture,
    Conv,
    Dense,
    Float32Array,
    LayerWeights,
    Lrn,
    MaxPool,
    output_shapes,
    weight_shapes,
)

OPSET = 17
IR_VERSION = 8
INPUT = "image"


class LrnForm(StrEnum):
    """How a normalisation is written.

    OPERATOR is ONNX's own LRN. BAND squares, sums the window with a 1x1 convolution whose matrix is a band,
    and takes the power 3/4 as two square roots: equal to 1e-6 and faster in ONNX Runtime, whose LRN runs on
    one thread.
    """

    OPERATOR = "operator"
    BAND = "band"


class Storage(StrEnum):
    """How weights stand in the file; HALF is float16 with a Cast, computed in float32 all the same."""

    SINGLE = "fp32"
    HALF = "fp16"


def model_bytes(graph: onnx.GraphProto) -> bytes:
    """The graph as a checked ONNX file, in the versions that the monitor reads."""
    return _checked(onnx.ModelProto(graph=graph))


def _checked(model: onnx.ModelProto) -> bytes:
    model.ir_version = IR_VERSION
    model.producer_name = "neopain-export"
    model.opset_import.append(helper.make_opsetid("", OPSET))
    content: bytes = model.SerializeToString()
    onnx.checker.check_model(content)
    return content


@dataclass(slots=True)
class _Draft:
    """A graph in the making; `current` is the tensor that the next layer reads.

    Weights are written into `model` at once: each copy of a network is half a gigabyte.
    """

    storage: Storage
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    model: onnx.ModelProto = field(default_factory=onnx.ModelProto)
    current: str = INPUT

    def add(self, operator: str, inputs: Sequence[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(operator, list(inputs), [output], name=output, **attributes))
        self.current = output
        return output

    def constant(self, name: str, values: Float32Array) -> str:
        self._hold(name, values, "<f4", TensorProto.FLOAT)
        return name

    def weight(self, name: str, values: Float32Array) -> str:
        half_max = float(np.finfo(np.float16).max)
        if self.storage is Storage.SINGLE or float(np.abs(values).max()) > half_max:
            return self.constant(name, values)
        self._hold(f"{name}_half", values, "<f2", TensorProto.FLOAT16)
        self.nodes.append(
            helper.make_node("Cast", [f"{name}_half"], [name], name=f"{name}_cast", to=TensorProto.FLOAT)
        )
        return name

    def _hold(self, name: str, values: Float32Array, stored: str, data_type: int) -> None:
        tensor = self.model.graph.initializer.add(name=name, data_type=data_type, dims=values.shape)
        tensor.raw_data = values.astype(stored, copy=False).tobytes()


def build_graph(
    architecture: Architecture,
    weights: Mapping[str, LayerWeights],
    *,
    outputs: Sequence[str] | None = None,
    lrn_form: LrnForm = LrnForm.BAND,
    storage: Storage = Storage.SINGLE,
    mean_residue: Float32Array | None = None,
) -> bytes:
    """The network as an ONNX file: input `image` float32 (batch, 3, side, side), preprocessed.

    Args:
        architecture: the layer table.
        weights: by layer name; every learned layer of the table.
        outputs: names out of `output_shapes`; None means all. An output before a ReLU keeps the engine from
            fusing the two, so a graph for the bedside asks only for what it uses.
        lrn_form: see LrnForm.
        storage: see Storage.
        mean_residue: float32 (3, side, side), mean picture minus its mean pixel, for networks published with
            a mean picture; subtracted first.

    Raises: ModelFault for missing or misshapen weights, SettingFault for an unknown output.
    """
    shapes = output_shapes(architecture)
    chosen = list(shapes) if outputs is None else list(outputs)
    unknown = [name for name in chosen if name not in shapes]
    if unknown or not chosen:
        raise SettingFault(
            f"expected outputs among {', '.join(shapes)}; got {', '.join(unknown) or 'none'}; choose some"
        )
    _check_shapes(architecture, weights)
    draft = _Draft(storage)
    if mean_residue is not None:
        draft.add("Sub", [INPUT, draft.constant("mean_residue", mean_residue[None])], "image_centred")
    flat = False
    for layer in architecture.layers:
        if isinstance(layer, Conv):
            _add_conv(draft, layer, weights[layer.name])
        elif isinstance(layer, Lrn):
            channels = shapes[layer.name][0]
            _add_lrn(draft, layer, channels, lrn_form)
        elif isinstance(layer, MaxPool):
            _add_pool(draft, layer)
        else:
            _add_dense(draft, layer, weights[layer.name], flatten=not flat)
            flat = True
    _add_averages(draft, chosen)
    return _serialised(architecture, draft, {name: shapes[name] for name in chosen})


def _check_shapes(architecture: Architecture, weights: Mapping[str, LayerWeights]) -> None:
    for name, shape in weight_shapes(architecture).items():
        if name not in weights:
            raise ModelFault(
                f"{architecture.title} needs weights for {name}; got none; give all of its layers"
            )
        got, bias = weights[name].weight.shape, weights[name].bias.shape
        if got != shape or bias != shape[:1]:
            raise ModelFault(
                f"{architecture.title} {name}: expected weight {shape} and bias {shape[:1]}; "
                f"got {got} and {bias}; use the weights of this network"
            )


def _add_conv(draft: _Draft, layer: Conv, weights: LayerWeights) -> None:
    weight = draft.weight(f"{layer.name}_weight", weights.weight)
    bias = draft.constant(f"{layer.name}_bias", weights.bias)
    draft.add(
        "Conv",
        [draft.current, weight, bias],
        layer.name,
        kernel_shape=[layer.kernel] * 2,
        strides=[layer.stride] * 2,
        pads=[layer.pad] * 4,
    )
    draft.add("Relu", [layer.name], f"{layer.name}_relu")


def _add_lrn(draft: _Draft, layer: Lrn, channels: int, form: LrnForm) -> None:
    before, name = draft.current, layer.name
    if form is LrnForm.OPERATOR or layer.beta != 0.75:
        draft.add("LRN", [before], name, size=layer.size, alpha=layer.alpha, beta=layer.beta, bias=layer.k)
        return
    place = np.arange(channels)
    near = np.abs(place[:, None] - place[None, :]) <= layer.size // 2
    band = (near * (layer.alpha / layer.size)).astype(np.float32)[:, :, None, None]
    square = draft.add("Mul", [before, before], f"{name}_square")
    offset = draft.constant(f"{name}_k", np.full(channels, layer.k, np.float32))
    draft.add(
        "Conv", [square, draft.constant(f"{name}_band", band), offset], f"{name}_sum", kernel_shape=[1, 1]
    )
    half = draft.add("Sqrt", [f"{name}_sum"], f"{name}_half_power")
    quarter = draft.add("Sqrt", [half], f"{name}_quarter_power")
    draft.add("Mul", [half, quarter], f"{name}_divisor")
    draft.add("Div", [before, f"{name}_divisor"], name)


def _add_pool(draft: _Draft, layer: MaxPool) -> None:
    draft.add(
        "MaxPool",
        [draft.current],
        layer.name,
        kernel_shape=[layer.kernel] * 2,
        strides=[layer.stride] * 2,
        pads=[0, 0, layer.pad_end, layer.pad_end],
    )


def _add_dense(draft: _Draft, layer: Dense, weights: LayerWeights, *, flatten: bool) -> None:
    if flatten:
        draft.add("Flatten", [draft.current], f"{layer.name}_flat")
    weight = draft.weight(f"{layer.name}_weight", weights.weight)
    bias = draft.constant(f"{layer.name}_bias", weights.bias)
    draft.add("Gemm", [draft.current, weight, bias], layer.name, transB=1)
    if layer.relu:
        draft.add("Relu", [layer.name], f"{layer.name}_relu")


def _add_averages(draft: _Draft, chosen: Sequence[str]) -> None:
    for name in chosen:
        if name.endswith("_gap"):
            mean = draft.add("GlobalAveragePool", [name.removesuffix("_gap")], f"{name}_plane")
            draft.add("Flatten", [mean], name)


def _serialised(architecture: Architecture, draft: _Draft, outputs: Mapping[str, tuple[int, ...]]) -> bytes:
    side = architecture.side
    image = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["batch", 3, side, side])
    results = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *shape])
        for name, shape in outputs.items()
    ]
    draft.model.graph.MergeFrom(helper.make_graph(draft.nodes, architecture.name, [image], results))
    return _checked(draft.model)
