"""A network in eight bits: the same graph with every convolution quantised, calibrated on aligned faces.

Static quantisation as ONNX Runtime makes it (QDQ form, one scale a channel for int8 weights, one a tensor for
uint8 activations). Weights keep seven of their eight bits: machines without VNNI add pairs of products in 16
bits, which full eight-bit weights would overflow, so that two machines would disagree (ONNX Runtime manual,
"Quantize ONNX models", on reduced range). A convolution of three channels is given a fourth that counts
nothing, as ONNX Runtime's kernels take channels in fours.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from onnx import numpy_helper
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)

from neopain.core.errors import ModelFault, SettingFault
from neopain.vision.networks.inference import ImageTensor, open_network

FEWEST_FACES = 8
"""Fewer faces leave the activations' ranges to chance."""
LEAST_COSINE = 0.99
"""Between features before and after, over the faces held out; less would be another network."""
_FOURS = 4


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cosine between the features before and after, the least and the median over the faces held out."""

    least: float
    median: float
    faces: int

    @property
    def line(self) -> str:
        """For the screen and the card."""
        return (
            f"features against the network in full precision: cosine {self.least:.4f} at least, "
            f"{self.median:.4f} in the median, {self.faces} simulated faces that it was not calibrated on"
        )


class _Faces(CalibrationDataReader):  # type: ignore[misc]  # onnxruntime ships no types
    def __init__(self, tensor: str, faces: Iterable[ImageTensor]) -> None:
        self._feeds = ({tensor: face} for face in faces)

    def get_next(self) -> dict[str, ImageTensor] | None:
        return next(self._feeds, None)


def quantised(
    graph: bytes, tensor: str, faces: Sequence[ImageTensor], *, in_float: Sequence[str] = ()
) -> bytes:
    """The graph in eight bits.

    Args:
        graph: ONNX, float32 or stored as float16.
        tensor: name of its input.
        faces: float32 (1, 3, H, W), preprocessed as the network wants them.
        in_float: names of nodes that stay as they are.

    Raises:
        SettingFault: too few faces.
        ModelFault: the graph cannot be quantised.
    """
    if len(faces) < FEWEST_FACES:
        raise SettingFault(f"expected {FEWEST_FACES} faces or more to calibrate on; got {len(faces)}")
    with tempfile.TemporaryDirectory(prefix="neopain-quantise-") as folder:
        before, after = Path(folder) / "before.onnx", Path(folder) / "after.onnx"
        try:
            plain = _stored_as_float32(onnx.load_from_string(graph))
            onnx.save(plain, before)
            logging.getLogger().addFilter(_no_advice)
            quantize_static(
                before,
                after,
                _Faces(tensor, faces),
                quant_format=QuantFormat.QDQ,
                per_channel=True,
                reduce_range=True,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
                calibrate_method=CalibrationMethod.MinMax,
                nodes_to_exclude=[*in_float, *_powers(plain)],
            )
        except (ValueError, RuntimeError, TypeError, DecodeError, onnx.checker.ValidationError) as fault:
            raise ModelFault(
                f"the graph cannot be quantised: {fault}; expected an ONNX graph of convolutions, as "
                "`neopain-export import` writes it"
            ) from fault
        finally:
            logging.getLogger().removeFilter(_no_advice)
        return in_fours(after.read_bytes())


def in_fours(graph: bytes) -> bytes:
    """The same quantised graph, in which every convolution reads a multiple of four channels.

    What is missing is a copy of the first channel under weights of zero, so that every sum stays as it was,
    to the bit. ONNX Runtime (1.31, x86-64) has no kernel for three channels in eight bits and copies out each
    window instead: the first layer of VGG-16 took 2.4 ms, and takes 1.1 so.
    """
    model = onnx.load_from_string(graph)
    values = {value.name: value for value in model.graph.initializer}
    made_by = {name: node for node in model.graph.node for name in node.output}
    for place, node in reversed(list(enumerate(model.graph.node))):
        if node.op_type != "Conv":
            continue
        read, weight = (made_by.get(name) for name in node.input[:2])
        if read is None or weight is None or {read.op_type, weight.op_type} != {"DequantizeLinear"}:
            continue
        stored = values.get(weight.input[0])
        grouped = any(one.name == "group" and one.i != 1 for one in node.attribute)
        if stored is None or grouped or stored.dims[1] % _FOURS == 0:
            continue
        kept = numpy_helper.to_array(stored)
        more = -kept.shape[1] % _FOURS
        empty = np.zeros((kept.shape[0], more, *kept.shape[2:]), kept.dtype)
        stored.CopyFrom(numpy_helper.from_array(np.concatenate([kept, empty], axis=1), stored.name))
        chosen, wider, level = (f"{node.output[0]}_{end}" for end in ("channels", "wider", "wider_level"))
        channels = np.array([*range(kept.shape[1]), *[0] * more], np.int64)
        model.graph.initializer.append(numpy_helper.from_array(channels, chosen))
        node.input[0] = level
        model.graph.node.insert(
            place, onnx.helper.make_node("DequantizeLinear", [wider, *read.input[1:]], [level], name=level)
        )
        model.graph.node.insert(
            place, onnx.helper.make_node("Gather", [read.input[0], chosen], [wider], name=wider, axis=1)
        )
        if not any(read.output[0] in other.input for other in model.graph.node):
            model.graph.node.remove(read)
    return bytes(model.SerializeToString())


def agreement(before: bytes, after: bytes, outputs: Sequence[str], faces: Sequence[ImageTensor]) -> Agreement:
    """Compare on faces that were not calibrated on. Raises: ModelFault when they are not the same network."""
    cosines = sorted(
        _cosine(one, other)
        for one, other in zip(
            _features(before, outputs, faces), _features(after, outputs, faces), strict=True
        )
    )
    found = Agreement(cosines[0], cosines[len(cosines) // 2], len(cosines))
    if found.least < LEAST_COSINE:
        raise ModelFault(f"quantised features differ: {found.line}; expected at least {LEAST_COSINE}")
    return found


def _features(
    graph: bytes, outputs: Sequence[str], faces: Iterable[ImageTensor]
) -> Iterator[NDArray[np.float32]]:
    network = open_network(graph, prefer_gpu=False)
    for face in faces:
        values = network.run(outputs, face)
        yield np.concatenate([np.asarray(values[name], np.float32).ravel() for name in outputs])


def _cosine(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


def _stored_as_float32(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with its stored float16 values as float32, instead of casting them at every start."""
    stored = {value.name: value for value in model.graph.initializer}
    nodes = []
    for node in model.graph.node:
        if node.op_type == "Cast" and node.input[0] in stored:
            value = numpy_helper.to_array(stored[node.input[0]]).astype(np.float32)
            model.graph.initializer.append(numpy_helper.from_array(value, node.output[0]))
            model.graph.initializer.remove(stored.pop(node.input[0]))
        else:
            nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return model


def _powers(model: onnx.ModelProto) -> list[str]:
    """The nodes behind a square root, up to the quotient: the powers of a local response normalisation.

    ONNX Runtime takes roots in float32 only, so that eight bits between them are steps there and back.
    """
    behind: set[str] = set()
    found = []
    for node in model.graph.node:
        if node.op_type == "Sqrt" or (node.op_type in {"Mul", "Div"} and behind & set(node.input)):
            found += [node.name] if node.name else []
            if node.op_type != "Div":
                behind |= set(node.output)
    return found


def _no_advice(record: logging.LogRecord) -> bool:
    # ONNX Runtime advises on the root logger to run a shape inference that fixed graphs do not need.
    return "pre-processing" not in record.getMessage()
