"""Arrays and dtypes out of their pickled description: every number of it is compared before numpy sees it.

A forged state of a dtype or an array makes numpy follow pointers that the file chose. So no state is handed
over: a dtype is one of a short list, and an array is copied out of exactly as many bytes as its shape needs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from neopain.vision.pickled.values import Array, ArrayValue, DtypeValue, kind_of, refusal

MOST_AXES = 3

TREE_NODE = np.dtype(
    [
        ("left_child", "<i8"),
        ("right_child", "<i8"),
        ("feature", "<i8"),
        ("threshold", "<f8"),
        ("impurity", "<f8"),
        ("n_node_samples", "<i8"),
        ("weighted_n_node_samples", "<f8"),
        ("missing_go_to_left", "u1"),
    ],
    align=True,
)
"""A node of scikit-learn's decision trees; 64 bytes with its padding."""

_SEARCH_NODE = np.dtype([("idx_start", "<i8"), ("idx_end", "<i8"), ("is_leaf", "<i8"), ("radius", "<f8")])
"""A node of its search trees for neighbours; read over, never used."""

_PLAIN = {"f4": "<f4", "f8": "<f8", "i4": "<i4", "i8": "<i8", "u1": "|u1", "b1": "|b1"}
_RECORDS = {f"V{dtype.itemsize}": dtype for dtype in (TREE_NODE, _SEARCH_NODE)}
_UNSET = (None, None, None, -1, -1, 0)
"""What a plain number's dtype says of sub-arrays, fields, size, alignment and flags."""


def begun_dtype(arguments: tuple[object, ...]) -> DtypeValue:
    """`numpy.dtype(code, False, True)`. Raises: ModelFault."""
    code = arguments[0] if len(arguments) == 3 else None
    if not isinstance(code, str) or code not in {*_PLAIN, *_RECORDS} or not _are_flags(arguments[1:]):
        raise refusal(f"expected a dtype out of {', '.join(_PLAIN)}, got {kind_of(code)}")
    return DtypeValue(code)


def finish_dtype(value: DtypeValue, state: object) -> None:
    """Give a dtype its byte order. Raises: ModelFault for anything but what numpy itself writes."""
    if value.dtype is not None or not isinstance(state, tuple):
        raise refusal("expected a dtype's state once, as a tuple")
    if value.code in _RECORDS:
        value.dtype = _RECORDS[value.code]
        _expect_records(state, value.dtype)
        return
    dtype = np.dtype(_PLAIN[value.code])
    expected = (3, dtype.str[0], *_UNSET)
    if not _same(state, expected):
        raise refusal(f"expected the state that numpy writes for {value.code}, got another")
    value.dtype = dtype


def finish_array(value: ArrayValue, state: object) -> None:
    """Give an array its content: `(1, shape, dtype, fortran, bytes)`. Raises: ModelFault."""
    if value.values is not None or not isinstance(state, tuple) or len(state) != 5:
        raise refusal("expected an array's state once, as five values")
    version, shape, dtype, fortran, content = state
    if type(version) is not int or version != 1 or type(fortran) is not bool:
        raise refusal("expected an array's state of version 1")
    value.values = _array(shape, dtype, "F" if fortran else "C", content)


def from_buffer(arguments: tuple[object, ...]) -> ArrayValue:
    """`numpy._core.numeric._frombuffer(content, dtype, shape, order)`. Raises: ModelFault."""
    if len(arguments) not in {4, 5} or arguments[4:] not in {(), (None,)}:
        raise refusal("expected content, dtype, shape and order of an array")
    content, dtype, shape, order = arguments[:4]
    if order not in ("C", "F"):
        raise refusal(f"expected an array in C or F order, got {kind_of(order)}")
    return ArrayValue(_array(shape, dtype, "F" if order == "F" else "C", content))


def scalar(arguments: tuple[object, ...]) -> np.generic:
    """`numpy._core.multiarray.scalar(dtype, content)`. Raises: ModelFault."""
    if len(arguments) != 2:
        raise refusal("expected dtype and content of a number")
    dtype, content = arguments
    number: np.generic = _array((1,), dtype, "C", content)[0]
    if not isinstance(number, np.number | np.bool_):
        raise refusal(f"expected a number, got {number.dtype}")
    return number


def _array(shape: object, dtype: object, order: str, content: object) -> Array:
    kind = dtype.dtype if isinstance(dtype, DtypeValue) else None
    if kind is None:
        raise refusal(f"expected an array's dtype, got {kind_of(dtype)}")
    if not isinstance(content, bytes | bytearray):
        raise refusal(f"expected an array's bytes, got {kind_of(content)}")
    if (
        not isinstance(shape, tuple)
        or len(shape) > MOST_AXES
        or not all(type(size) is int and size >= 0 for size in shape)
    ):
        raise refusal(f"expected an array of at most {MOST_AXES} axes, got {kind_of(shape)}")
    if math.prod(shape) * kind.itemsize != len(content):
        raise refusal(f"expected the bytes of {kind} {shape}, got {len(content)}")
    flat = np.frombuffer(content, kind)
    return np.array(flat.reshape(shape, order="F" if order == "F" else "C"), copy=True, order="K")


def _expect_records(state: tuple[object, ...], wanted: np.dtype[Any]) -> None:
    """The exact layout of a record, with each field's type and place."""
    if len(state) != 8:
        raise refusal("expected the dtype of a tree's nodes, got another")
    names = wanted.names or ()
    fields: Mapping[str, Any] = wanted.fields or {}
    told_names, told = state[3], state[4]
    sound = (
        _same(state[:3], (3, "|", None))
        and _same(told_names, names)
        and _same(state[5:6], (wanted.itemsize,))
        # Alignment and flags: what numpy works out again for itself.
        and all(type(number) is int and 0 <= number <= 255 for number in state[6:])
    )
    if not sound or not isinstance(told, dict) or told.keys() != set(names):
        raise refusal("expected the dtype of a tree's nodes, got another")
    for name in names:
        dtype, place = fields[name][:2]
        field = told[name]
        kind = field[0] if isinstance(field, tuple) and len(field) == 2 else None
        if not isinstance(kind, DtypeValue) or kind.dtype != dtype or not _same(field[1:], (place,)):
            raise refusal(f"expected the field {name} of a tree's nodes as scikit-learn has it")


def _same(got: object, expected: tuple[Any, ...]) -> bool:
    """Equal in value and in type, so that True does not pass for 1."""
    return (
        isinstance(got, tuple)
        and len(got) == len(expected)
        and all(type(one) is type(other) and one == other for one, other in zip(got, expected, strict=True))
    )


def _are_flags(flags: tuple[object, ...]) -> bool:
    """Numpy's `align` and `copy` of the dtype's constructor, as booleans or as 0 and 1."""
    return all(type(flag) in {bool, int} and flag in (0, 1) for flag in flags)
