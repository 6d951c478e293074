"""MATLAB files of both kinds to plain values.

A struct becomes a dict, a struct array and a cell array a list, a char array a str, numbers an array with
MATLAB's axes (at least two; MATLAB drops trailing axes of size 1).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

import h5py
import numpy as np
import scipy.io
from scipy.io.matlab import MatReadError

from neopain.core.errors import ModelFault
from neopain_export.networks.published.plain_hdf5 import plain_hdf5
from neopain_export.networks.published.unfolding import expect_modest_matlab

MatlabValue: TypeAlias = Any
"""dict, list, str or array: MATLAB's values have no narrower common type."""

_DAMAGE = (
    OSError,
    ValueError,
    TypeError,
    KeyError,
    EOFError,
    NotImplementedError,
    zlib.error,
    struct.error,
    MemoryError,
    AttributeError,
    IndexError,
)
_DEEPEST = 32


def read_matlab_5(path: Path, variables: Iterable[str]) -> dict[str, MatlabValue]:
    """The named variables that a v5 to v7 file has. Raises: ModelFault."""
    try:
        expect_modest_matlab(path)
        found = scipy.io.loadmat(path, variable_names=list(variables), squeeze_me=False)
    except (MatReadError, *_DAMAGE) as fault:
        raise _damaged(path, fault) from fault
    return {name: _from_scipy(value) for name, value in found.items() if not name.startswith("__")}


def read_matlab_73(path: Path, variables: Iterable[str]) -> dict[str, MatlabValue]:
    """The named variables that a v7.3 file (HDF5 inside) has. Raises: ModelFault."""
    try:
        with plain_hdf5(path) as file:
            return {name: _from_hdf5(file[name], file, _DEEPEST) for name in variables if name in file}
    except (RuntimeError, *_DAMAGE) as fault:
        raise _damaged(path, fault) from fault


def _damaged(path: Path, fault: Exception) -> ModelFault:
    return ModelFault(
        f"{path}: expected a whole MATLAB file; got one cut short or damaged ({fault}); fetch it again"
    )


def _from_scipy(value: MatlabValue) -> MatlabValue:
    if value is None:  # scipy's word for a struct without fields
        return {}
    if value.dtype.names:
        items = [
            {name: _from_scipy(item[name]) for name in value.dtype.names} for item in value.ravel(order="F")
        ]
        return items[0] if len(items) == 1 else items
    if value.dtype == object:
        return [_from_scipy(item) for item in value.ravel(order="F")]
    if value.dtype.kind == "U":
        return "".join(value.ravel().tolist())
    return value


def _from_hdf5(node: MatlabValue, file: h5py.File, depth: int) -> MatlabValue:
    if depth == 0:
        raise ValueError(f"values nested deeper than {_DEEPEST}")
    if isinstance(node, h5py.Group):
        return _struct_from_hdf5(node, file, depth)
    if node.attrs.get("MATLAB_empty", 0):
        return np.zeros((0, 0))
    kind = _kind_of(node)
    if h5py.check_ref_dtype(node.dtype) is not None:
        return [_from_hdf5(file[reference], file, depth - 1) for reference in node[()].T.ravel(order="F")]
    if kind == "char":
        return "".join(chr(int(code)) for code in node[()].T.ravel(order="F"))
    return node[()].T


def _struct_from_hdf5(group: h5py.Group, file: h5py.File, depth: int) -> MatlabValue:
    fields = {name: _from_hdf5(group[name], file, depth - 1) for name in group}
    arrays = [name for name in group if isinstance(group[name], h5py.Dataset) and not _kind_of(group[name])]
    if fields and len(arrays) == len(fields):
        # a struct array: every field is a bare list of references, without a MATLAB class of its own
        return [dict(zip(fields, values, strict=True)) for values in zip(*fields.values(), strict=True)]
    return fields


def _kind_of(node: h5py.Dataset) -> str:
    kind = node.attrs.get("MATLAB_class", b"")
    return kind.decode() if isinstance(kind, bytes) else str(kind)
