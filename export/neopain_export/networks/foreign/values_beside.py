"""Values that an ONNX file keeps in a file beside it, packed into the graph.

PyTorch writes them so by default. A name is taken for a file of the same folder and nothing else: an ONNX
file from elsewhere shall not draw in what it was not given.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping
from pathlib import Path

import onnx

from neopain.core.errors import ModelFault

_NAME = re.compile(r"[^/\\:\x00]{1,255}")
_PLAIN = onnx.TensorProto.DEFAULT


def packed(path: Path, model: onnx.ModelProto, largest_bytes: int) -> dict[str, str]:
    """Put the values into `model` itself.

    Args:
        path: of the ONNX file.
        model: changed in place.
        largest_bytes: that all values may take together.

    Returns: sha256 of every file that was read, by its name; empty where all values are in the graph already.

    Raises: ModelFault for a file that is not there, is too small or lies elsewhere.
    """
    outside = [tensor for tensor in model.graph.initializer if tensor.data_location != _PLAIN]
    contents: dict[str, bytes] = {}
    total = 0
    for tensor in outside:
        told = {entry.key: entry.value for entry in tensor.external_data}
        name = told.get("location", "")
        if name not in contents:
            contents[name] = _read(path, name, largest_bytes)
            total += len(contents[name])
            if total > largest_bytes:
                raise ModelFault(f"{path}: expected at most {largest_bytes} bytes of values; got more")
        tensor.raw_data = _part(path, tensor, told, contents[name])
        tensor.data_location = _PLAIN
        del tensor.external_data[:]
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def _read(path: Path, name: str, largest_bytes: int) -> bytes:
    beside = path.with_name(name) if _NAME.fullmatch(name) and name not in {".", ".."} else None
    if beside is None or beside.is_symlink():
        raise ModelFault(
            f"{path}: expected values in this file or in one beside it; got values in another file, "
            f"{name!r}; save it again with all values in one file"
        )
    try:
        size = beside.stat().st_size
        if size > largest_bytes:
            raise ModelFault(f"{beside}: expected at most {largest_bytes} bytes; got {size}")
        return beside.read_bytes()
    except OSError as fault:
        raise ModelFault(
            f"{path}: expected its values beside it, in {name}; got: {fault.strerror}; put both files into "
            "one "
            "folder under the names that they were saved with, or save it again with all values in one file"
        ) from fault


def _part(path: Path, tensor: onnx.TensorProto, told: Mapping[str, str], content: bytes) -> bytes:
    try:
        offset = int(told.get("offset", "0"))
        length = int(told.get("length", len(content) - offset))
        wanted = math.prod(tensor.dims) * onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type).itemsize
    except (ValueError, KeyError, TypeError) as fault:
        raise ModelFault(
            f"{path}: expected the place of {tensor.name} in numbers; got {dict(told)}"
        ) from fault
    if offset < 0 or length != wanted or offset + length > len(content):
        raise ModelFault(
            f"{path}: expected {wanted} bytes for {tensor.name}; {told.get('location')} of {len(content)} "
            "bytes "
            f"has {length} of them from byte {offset} on; the two files do not belong together: copy both "
            "again"
        )
    return content[offset : offset + length]
