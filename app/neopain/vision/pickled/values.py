"""What stands in a pickle once it is read as data: plain values, names, arrays, and parts by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import ModelFault
from neopain.core.text import Text

Array: TypeAlias = NDArray[Any]
Number: TypeAlias = int | float | np.integer[Any] | np.floating[Any]

REMEDY = Text("Restore the model's folder, or train the model again with `neopain-export`.")


@dataclass(frozen=True, slots=True)
class Name:
    """A class or function that the pickle names, `module.name`; never looked up by that name."""

    full: str


@dataclass(slots=True, eq=False)
class Part:
    """An object by name with its state; `built` once a state was given.

    Attributes:
        name: of its class, `module.name`.
        arguments: what its constructor was given.
        state: what BUILD gave it; usually a dict.
    """

    name: str
    arguments: tuple[object, ...] = ()
    state: object = None
    built: bool = False


@dataclass(slots=True, eq=False)
class ArrayValue:
    """An array; `values` is None until its content came."""

    values: Array | None = None


@dataclass(slots=True, eq=False)
class DtypeValue:
    """A dtype; `dtype` is None until its byte order came."""

    code: str
    dtype: np.dtype[Any] | None = None


def refusal(what: str) -> ModelFault:
    """The error for a pickle that is not what a pipeline's may be. `what` says expected and got."""
    return ModelFault(Text("{what}. It was not loaded. {remedy}", what=what, remedy=REMEDY))


def kind_of(value: object) -> str:
    """A value in a few words for a message; never its whole content, which may be of any size."""
    if isinstance(value, Name):
        return f"the name {value.full[:80]!r}"
    if isinstance(value, Part):
        return f"a {value.name.rpartition('.')[2]}"
    if isinstance(value, ArrayValue) and value.values is not None:
        return f"{value.values.dtype} {value.values.shape}"
    if isinstance(value, str):
        return repr(value[:40])
    plain = value is None or isinstance(value, bool | float | np.generic)
    small = isinstance(value, int) and abs(value) < 1 << 64
    return str(value) if plain or small else f"a {type(value).__name__}"
