"""What a name called in a pickle makes: an array, a dtype, a number, or a part with its arguments."""

from __future__ import annotations

from typing import Final

from neopain.vision.pickled.arrays import begun_dtype, from_buffer, scalar
from neopain.vision.pickled.values import ArrayValue, Name, Part, refusal

_DTYPE: Final = "numpy.dtype"
_NDARRAY: Final = "numpy.ndarray"
_RECONSTRUCT: Final = "numpy._core.multiarray._reconstruct"
_SCALAR: Final = "numpy._core.multiarray.scalar"
_FROM_BUFFER: Final = "numpy._core.numeric._frombuffer"
VALUE_NAMES: Final = frozenset({_DTYPE, _NDARRAY, _RECONSTRUCT, _SCALAR, _FROM_BUFFER})
"""Names that stand for an array, a dtype or a number."""


def made(full: str, arguments: tuple[object, ...]) -> object:
    """The value of `full(*arguments)`, as data. Raises: ModelFault."""
    if full == _DTYPE:
        return begun_dtype(arguments)
    if full == _SCALAR:
        return scalar(arguments)
    if full == _FROM_BUFFER:
        return from_buffer(arguments)
    if full == _RECONSTRUCT:
        # numpy asks for an empty array first, and gives it shape and content afterwards.
        if arguments != (Name(_NDARRAY), (0,), b"b"):
            raise refusal("expected an empty array to be filled, got another beginning")
        return ArrayValue()
    if full == _NDARRAY:
        raise refusal("expected arrays as numpy pickles them, got one made directly")
    return Part(full, arguments)
