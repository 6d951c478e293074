"""Caffe models (`VGG_FACE.caffemodel`, `VGG_CNN_S.caffemodel`) and mean files (`.binaryproto`)."""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet

from neopain.core.errors import ModelFault
from neopain_export.networks.layers import Conv, Float32Array, Layer, Lrn
from neopain_export.networks.published.caffe_messages import message_class
from neopain_export.networks.published.contents import AxisOrder, PublishedLayer, PublishedNetwork, Weights

_FIXED_32, _FIXED_64 = 5, 1


def read_caffe(path: Path) -> PublishedNetwork:
    """Read a trained Caffe network, of the first, second or present layer schema. Raises: ModelFault."""
    net = _parsed(path, "NetParameter")
    layers: dict[str, PublishedLayer] = {}
    described: dict[str, Layer] = {}
    for item in [*net.layers, *net.layer]:
        holder = _holder(item)
        name = _text(holder.name)
        blobs = [_array(blob, path, name) for blob in holder.blobs]
        if blobs:
            layers[name] = PublishedLayer(blobs[0], blobs[1].ravel() if len(blobs) > 1 else None)
        described |= _described(item, path)
    if not layers:
        raise ModelFault(
            f"{path}: expected a trained Caffe network; got {len(net.layers) + len(net.layer)} layers "
            "without weights; give the .caffemodel, not the prototxt or a solver state"
        )
    between = tuple(name for name, layer in layers.items() if layer.weight.ndim < 2)
    return PublishedNetwork(
        path, "Caffe model", AxisOrder.OIHW, "BGR", layers, described=described, between=between
    )


def read_caffe_mean(path: Path) -> Float32Array:
    """A mean picture, float32 (3, H, W) BGR 0..255. Raises: ModelFault."""
    mean = _array(_parsed(path, "BlobProto"), path, "mean").astype(np.float32)
    shape = tuple(side for side in mean.shape[-3:])
    if mean.size != math.prod(shape) or len(shape) != 3 or shape[0] != 3:
        raise ModelFault(
            f"{path}: expected a mean picture (3, H, W); got {mean.shape}; give the mean with --mean"
        )
    return mean.reshape(shape)


def _holder(item: Any) -> Any:  # noqa: ANN401 - run-time protobuf messages
    """The message that has name and blobs: in the first schema one level further in."""
    first_schema = "layer" in item.DESCRIPTOR.fields_by_name and item.HasField("layer")
    return item.layer if first_schema else item


def _text(name: str | bytes) -> str:
    """Protobuf gives bytes for a name that is not UTF-8."""
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name


def _parsed(path: Path, name: str) -> Any:  # noqa: ANN401 - protobuf makes the class at run time
    try:
        return message_class(name).FromString(path.read_bytes())
    except DecodeError as fault:
        raise ModelFault(
            f"{path}: expected a whole Caffe file; got one cut short, damaged or of another kind ({fault}); "
            "fetch it again"
        ) from fault


def _array(blob: Any, path: Path, name: str) -> Weights:  # noqa: ANN401 - a run-time protobuf message
    values = _numbers(blob, path, name)
    if blob.HasField("shape"):
        shape = tuple(blob.shape.dim)
    else:
        shape = tuple(max(1, side) for side in (blob.num, blob.channels, blob.height, blob.width))
    if min(shape, default=1) < 0 or math.prod(shape) != values.size:
        raise ModelFault(
            f"{path}: layer {name}: expected {shape} numbers; got {values.size}; "
            "the file is damaged, fetch it again"
        )
    return values.reshape(shape)


def _numbers(blob: Any, path: Path, name: str) -> Weights:  # noqa: ANN401 - a run-time protobuf message
    for chunks, kind in ((blob.data, "<f4"), (blob.double_data, "<f8")):
        if chunks:
            content = b"".join(chunks)
            if len(content) % np.dtype(kind).itemsize:
                raise ModelFault(
                    f"{path}: layer {name}: expected whole numbers; got a cut one; fetch it again"
                )
            return np.frombuffer(content, kind)
    single = _unpacked(blob, 5, _FIXED_32)
    if single:
        return np.frombuffer(struct.pack(f"<{len(single)}I", *single), "<f4")
    double = _unpacked(blob, 8, _FIXED_64)
    return np.frombuffer(struct.pack(f"<{len(double)}Q", *double), "<f8")


def _unpacked(blob: Any, number: int, wire_type: int) -> list[int]:  # noqa: ANN401 - a run-time message
    return [
        item.data
        for item in UnknownFieldSet(blob)
        if item.field_number == number and item.wire_type == wire_type
    ]


def _described(item: Any, path: Path) -> dict[str, Layer]:  # noqa: ANN401 - a run-time protobuf message
    name = _text(item.name)
    if item.HasField("convolution_param"):
        conv = item.convolution_param
        if conv.group > 1:
            raise ModelFault(
                f"{path}: layer {name}: expected one group; got {conv.group}; this is no VGG network"
            )
        kernel, stride, pad = (
            next(iter(numbers), otherwise)
            for numbers, otherwise in ((conv.kernel_size, 0), (conv.stride, 1), (conv.pad, 0))
        )
        return {name: Conv(name, conv.num_output, kernel, stride, pad)} if kernel else {}
    if item.HasField("lrn_param"):
        lrn = item.lrn_param
        # Caffe's own defaults, where the file does not say
        return {
            name: Lrn(
                name,
                lrn.local_size if lrn.HasField("local_size") else 5,
                round(lrn.alpha, 9) if lrn.HasField("alpha") else 1.0,
                round(lrn.beta, 6) if lrn.HasField("beta") else 0.75,
                round(lrn.k, 6) if lrn.HasField("k") else 1.0,
            )
        }
    return {}
