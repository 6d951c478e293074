"""Which tensors of a graph become features, and how a tensor of tokens or planes becomes one vector."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from neopain.core.errors import ModelFault, SettingFault
from neopain_export.networks.foreign.picture_front import free_name, shape_of

MOST_SUGGESTED = 10
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ENDS = ("Gemm", "MatMul")
_LANDMARKS = ("GlobalAveragePool", "ReduceMean", "LayerNormalization", "Flatten", "Tanh")


class Way(StrEnum):
    """How a tensor of one picture becomes a vector.

    ALL keeps every value. MEAN is the average over places: over the tokens of (N, tokens, C), over the planes
    of (N, C, H, W). LAST is that of (N, H, W, C), as Swin keeps its planes. CLS is the first token of
    (N, tokens, C), PATCHES the average of all tokens but the first (PATCHES5: but the first five, where
    register tokens stand behind it).
    """

    ALL = "all"
    MEAN = "mean"
    LAST = "mean-last"
    CLS = "cls"
    PATCHES = "patches"


_WAYS = re.compile(r"(?P<tensor>.+):(?P<way>all|mean|mean-last|cls|patches)(?P<count>\d{0,3})")


@dataclass(frozen=True, slots=True)
class Feature:
    """One wanted output.

    Attributes:
        name: in the manifest and in features, letters, digits, - and _.
        tensor: in the graph.
        way: how it becomes a vector.
        leading: tokens before the patches, for PATCHES.
    """

    name: str
    tensor: str
    way: Way = Way.ALL
    leading: int = 1


def asked_features(words: Sequence[str]) -> tuple[Feature, ...]:
    """Features from `TENSOR`, `TENSOR:WAY`, `NAME=TENSOR` or `NAME=TENSOR:WAY`.

    Raises: SettingFault for two of one name, or a name that no manifest takes.
    """
    features = tuple(_feature(word) for word in words)
    names = [feature.name for feature in features]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SettingFault(
            f"expected --outputs of different names; got {', '.join(twice)} twice; say NAME=TENSOR"
        )
    return features


def _feature(word: str) -> Feature:
    head, equals, rest = word.partition("=")
    named = bool(equals) and _NAME.fullmatch(head) is not None
    told = rest if named else word
    match = _WAYS.fullmatch(told)
    tensor = match["tensor"] if match else told
    way = Way(match["way"]) if match else Way.ALL
    if match and match["count"] and way is not Way.PATCHES:
        raise SettingFault(f"expected {word} without a number behind {way}; only patches may have one")
    leading = int(match["count"]) if match and match["count"] else 1
    if named:
        return Feature(head, tensor, way, leading)
    # Exporters name tensors by their path: /layer4/layer4.1/relu_1/Relu_output_0.
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", tensor).strip("_")
    ending = "" if way is Way.ALL else f"_{way}".replace("-", "_")
    name = f"{plain[-(64 - len(ending)) :]}{ending}"
    if not _NAME.fullmatch(name):
        raise SettingFault(f"expected a tensor with a name of letters; got {tensor!r}; say NAME=TENSOR")
    return Feature(name, tensor, way, leading)


def reduced(path: Path, model: onnx.ModelProto, features: Sequence[Feature]) -> onnx.ModelProto:
    """The graph with nothing but what leads to the features' tensors, which become its outputs.

    Raises: ModelFault for a tensor that is not there or is no float.
    """
    made = {name: node for node in model.graph.node for name in node.output if name}
    missing = [feature.tensor for feature in features if feature.tensor not in made]
    if missing or not features:
        raise ModelFault(
            f"{path}: expected the outputs {', '.join(one.tensor for one in features) or '(none named)'}; "
            f"got a graph that ends in {', '.join(value.name for value in model.graph.output)}; "
            f"{suggestion(model)}"
        )
    needed, ask = set[str](), [feature.tensor for feature in features]
    while ask:
        name = ask.pop()
        if name not in needed:
            needed.add(name)
            ask += made[name].input if name in made else ()
    known = _known(model)
    kept = onnx.ModelProto()
    kept.CopyFrom(model)
    graph = kept.graph
    _keep(graph.node, lambda node: any(name in needed for name in node.output))
    _keep(graph.initializer, lambda tensor: tensor.name in needed)
    _keep(graph.input, lambda value: value.name in needed)
    del graph.output[:], graph.value_info[:]
    for tensor in dict.fromkeys(feature.tensor for feature in features):
        told = known.get(tensor)
        kind = told.type.tensor_type.elem_type if told is not None else TensorProto.FLOAT
        if kind not in {TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE}:
            raise ModelFault(f"{path}: expected float outputs; got others, {tensor}; {suggestion(model)}")
        graph.output.append(helper.make_tensor_value_info(tensor, kind, None))
    return kept


def with_features(
    path: Path, model: onnx.ModelProto, features: Sequence[Feature], shapes: dict[str, tuple[int, ...]]
) -> onnx.ModelProto:
    """`reduced`'s graph with the features, float32 (N, ...), as its outputs under their names.

    Args:
        path: for messages.
        model: from `reduced`; changed.
        features: of it.
        shapes: of its outputs for one picture.

    Raises: ModelFault for a way that a tensor's shape does not allow, or a name that the graph has already.
    """
    graph = model.graph
    types = {value.name: value.type.tensor_type.elem_type for value in graph.output}
    taken = {name for node in graph.node for name in (*node.input, *node.output)}
    opset = next(one.version for one in model.opset_import if one.domain in {"", "ai.onnx"})
    del graph.output[:]
    inside: dict[str, str] = {}
    for feature in features:
        if feature.name != feature.tensor and feature.name in taken:
            raise ModelFault(f"{path}: {feature.name} is another tensor of the graph; give it another NAME=")
        if types[feature.tensor] != TensorProto.FLOAT and feature.name == feature.tensor:
            # The name is the converted one's from now on.
            inside[feature.tensor] = _renamed(graph, feature.tensor, taken)
    for feature in features:
        current = inside.get(feature.tensor, feature.tensor)
        shape = shapes[feature.tensor]
        for node, values in _steps(path, feature, shape, opset, taken):
            node.input.insert(0, current)
            graph.node.append(node)
            graph.initializer.extend(values)
            current = node.output[0]
        if types[feature.tensor] != TensorProto.FLOAT:
            output = free_name(f"{feature.name}_single", taken)
            graph.node.append(helper.make_node("Cast", [current], [output], to=TensorProto.FLOAT))
            current = output
        if current != feature.name:
            graph.node.append(helper.make_node("Identity", [current], [feature.name]))
            taken.add(feature.name)
        graph.output.append(helper.make_tensor_value_info(feature.name, TensorProto.FLOAT, None))
    return model


def suggestion(model: onnx.ModelProto) -> str:
    """What may be worth naming: the graph's ends, what feeds its last layer, its averages and norms."""
    known = _known(model)
    ends = [value.name for value in model.graph.output]
    filled = {tensor.name for tensor in model.graph.initializer}
    last = next((node for node in reversed(model.graph.node) if node.op_type in _ENDS), None)
    before = [] if last is None else [name for name in last.input[:1] if name not in filled]
    inner = [node.output[0] for node in reversed(model.graph.node) if node.op_type in _LANDMARKS]
    found = list(dict.fromkeys([*ends, *before, *inner]))[:MOST_SUGGESTED]
    told = ", ".join(f"{name} {_words(known.get(name))}" for name in found)
    return (
        f"name one of these, or a tensor inside, with --outputs: {told}; TENSOR:mean, :cls or :patches make "
        "one vector of tokens or planes, NAME=TENSOR another name"
    )


def _steps(
    path: Path, feature: Feature, shape: tuple[int, ...], opset: int, taken: set[str]
) -> list[tuple[onnx.NodeProto, list[onnx.TensorProto]]]:
    """Nodes from the tensor to the vector, without their first input, each with its constants."""
    wanted = {Way.MEAN: (3, 4), Way.LAST: (4,), Way.CLS: (3,), Way.PATCHES: (3,)}.get(feature.way)
    if wanted is None:
        return []
    if len(shape) not in wanted or (feature.way is Way.PATCHES and not 0 < feature.leading < shape[1]):
        raise ModelFault(
            f"{path}: {feature.tensor} gives {shape} for one picture, of which {feature.way} makes no sense; "
            "(1, tokens, values) have mean, cls and patches, (1, planes, H, W) have mean, "
            "(1, H, W, values) mean-last; leave it out for every value"
        )
    if feature.way is Way.CLS:
        return [_gathered(feature, np.array(0, np.int64), taken)]
    steps = []
    if feature.way is Way.PATCHES:
        steps.append(_gathered(feature, np.arange(feature.leading, shape[1], dtype=np.int64), taken))
    axes = [1] if len(shape) == 3 else [1, 2] if feature.way is Way.LAST else [2, 3]
    return [*steps, _averaged(feature, axes, opset, taken)]


def _gathered(
    feature: Feature, places: np.ndarray, taken: set[str]
) -> tuple[onnx.NodeProto, list[onnx.TensorProto]]:
    index, output = (free_name(f"{feature.name}_{ending}", taken) for ending in ("places", "tokens"))
    node = helper.make_node("Gather", [index], [output], axis=1)
    return node, [numpy_helper.from_array(places, index)]


def _averaged(
    feature: Feature, axes: list[int], opset: int, taken: set[str]
) -> tuple[onnx.NodeProto, list[onnx.TensorProto]]:
    output = free_name(f"{feature.name}_average", taken)
    if opset < 18:  # from then on the axes are an input
        return helper.make_node("ReduceMean", [], [output], axes=axes, keepdims=0), []
    over = free_name(f"{feature.name}_axes", taken)
    node = helper.make_node("ReduceMean", [over], [output], keepdims=0)
    return node, [numpy_helper.from_array(np.array(axes, np.int64), over)]


def _renamed(graph: onnx.GraphProto, tensor: str, taken: set[str]) -> str:
    name = free_name(f"{tensor}_inside", taken)
    for node in graph.node:
        node.input[:] = [name if one == tensor else one for one in node.input]
        node.output[:] = [name if one == tensor else one for one in node.output]
    return name


def _keep(rows: Any, wanted: Callable[[Any], bool]) -> None:  # noqa: ANN401  protobuf lists have no type
    kept = [row for row in rows if wanted(row)]
    del rows[:]
    rows.extend(kept)


def _known(model: onnx.ModelProto) -> dict[str, onnx.ValueInfoProto]:
    return {value.name: value for value in [*model.graph.output, *model.graph.value_info]}


def _words(value: onnx.ValueInfoProto | None) -> str:
    if value is None:
        return "(?)"
    return f"({', '.join('N' if size is None else str(size) for size in shape_of(value))})"
