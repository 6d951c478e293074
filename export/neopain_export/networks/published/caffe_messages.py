"""The part of Caffe's protobuf schema that holds weights, built at run time; Caffe itself is not needed.

Field numbers: BVLC/caffe `src/caffe/proto/caffe.proto` (NetParameter, LayerParameter, V1LayerParameter,
V0LayerParameter, BlobProto, BlobShape). Numbers of a blob are declared as `repeated bytes`, so that a packed
run of 100 million floats is one slice of the file; unpacked ones are found among the unknown fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_OPTIONAL, _REPEATED = 1, 3
_FLOAT, _INT64, _INT32, _STRING, _MESSAGE, _BYTES, _UINT32 = 2, 3, 5, 9, 11, 12, 13

_SCHEMA: Mapping[str, tuple[tuple[Any, ...], ...]] = {
    "BlobShape": (("dim", 1, _INT64, _REPEATED),),
    "BlobProto": (
        ("num", 1, _INT32, _OPTIONAL),
        ("channels", 2, _INT32, _OPTIONAL),
        ("height", 3, _INT32, _OPTIONAL),
        ("width", 4, _INT32, _OPTIONAL),
        ("data", 5, _BYTES, _REPEATED),
        ("shape", 7, _MESSAGE, _OPTIONAL, "BlobShape"),
        ("double_data", 8, _BYTES, _REPEATED),
    ),
    # pad, kernel_size and stride are single in the first schema and repeated in the later one
    "ConvolutionParameter": (
        ("num_output", 1, _UINT32, _OPTIONAL),
        ("pad", 3, _UINT32, _REPEATED),
        ("kernel_size", 4, _UINT32, _REPEATED),
        ("group", 5, _UINT32, _OPTIONAL),
        ("stride", 6, _UINT32, _REPEATED),
    ),
    "LRNParameter": (
        ("local_size", 1, _UINT32, _OPTIONAL),
        ("alpha", 2, _FLOAT, _OPTIONAL),
        ("beta", 3, _FLOAT, _OPTIONAL),
        ("k", 5, _FLOAT, _OPTIONAL),
    ),
    "V0LayerParameter": (
        ("name", 1, _STRING, _OPTIONAL),
        ("blobs", 50, _MESSAGE, _REPEATED, "BlobProto"),
    ),
    "V1LayerParameter": (
        ("layer", 1, _MESSAGE, _OPTIONAL, "V0LayerParameter"),
        ("name", 4, _STRING, _OPTIONAL),
        ("blobs", 6, _MESSAGE, _REPEATED, "BlobProto"),
        ("convolution_param", 10, _MESSAGE, _OPTIONAL, "ConvolutionParameter"),
        ("lrn_param", 18, _MESSAGE, _OPTIONAL, "LRNParameter"),
    ),
    "LayerParameter": (
        ("name", 1, _STRING, _OPTIONAL),
        ("blobs", 7, _MESSAGE, _REPEATED, "BlobProto"),
        ("convolution_param", 106, _MESSAGE, _OPTIONAL, "ConvolutionParameter"),
        ("lrn_param", 118, _MESSAGE, _OPTIONAL, "LRNParameter"),
    ),
    "NetParameter": (
        ("name", 1, _STRING, _OPTIONAL),
        ("layers", 2, _MESSAGE, _REPEATED, "V1LayerParameter"),
        ("layer", 100, _MESSAGE, _REPEATED, "LayerParameter"),
    ),
}


def message_class(name: str) -> Any:  # noqa: ANN401 - protobuf makes the class at run time
    """The message class `name` of the schema above."""
    return message_factory.GetMessageClass(_pool().FindMessageTypeByName(f"neopain_caffe.{name}"))


@cache
def _pool() -> descriptor_pool.DescriptorPool:
    """A pool of our own, so that a program with the real Caffe schema is not disturbed."""
    file = descriptor_pb2.FileDescriptorProto(
        name="neopain_caffe.proto", package="neopain_caffe", syntax="proto2"
    )
    for message_name, fields in _SCHEMA.items():
        message = file.message_type.add(name=message_name)
        for field_name, number, kind, label, *of in fields:
            type_name = f".neopain_caffe.{of[0]}" if of else None
            message.field.add(name=field_name, number=number, type=kind, label=label, type_name=type_name)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return pool
