"""A fitted model without its past: equal models give equal pickles, whatever process made them."""

from __future__ import annotations

import copy
import sys
from typing import Any

import numpy as np

from neopain.core.errors import ProgramFault


def settled(value: Any) -> Any:  # noqa: ANN401  scikit-learn ships no types
    """The same model, deeply copied, in which equal strings and equal dtypes are one object each.

    A pickle writes the second mention of an *object* as a reference to the first. Two strings that are merely
    equal, or a dtype that came out of another pickle, are written in full again; which of the two it is
    depends on what the process did before. The copy has one string for each text and numpy's own dtype
    for each kind of number; arrays keep their order in memory.

    Raises: ProgramFault for an array of objects, which has no such form.
    """
    if isinstance(value, str):
        return sys.intern(str(value))
    if isinstance(value, np.ndarray | np.generic):
        return _numbers(value)
    if isinstance(value, dict):
        return {settled(key): settled(kept) for key, kept in value.items()}
    if type(value) in {list, tuple}:
        return type(value)(settled(part) for part in value)
    if isinstance(value, type) or not hasattr(value, "__dict__") or callable(value):
        return value
    twin = copy.copy(value)
    twin.__dict__ = settled(vars(value))
    return twin


def _numbers(value: Any) -> Any:  # noqa: ANN401  an array or one number of any dtype
    if value.dtype.hasobject:
        raise ProgramFault("expected arrays of numbers or text in a fitted model; got one of objects")
    plain = np.dtype(value.dtype.str)
    return value.astype(plain, order="K", copy=True) if isinstance(value, np.ndarray) else plain.type(value)
