"""Typed reading of one part's state: every refusal names the part, the value, what was expected and got."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from neopain.core.errors import ModelFault
from neopain.vision.pickled.values import Array, ArrayValue, Part, kind_of, refusal

_ALWAYS = frozenset({"_sklearn_version", "n_features_in_"})


class State:
    """The state of a part."""

    def __init__(self, part: Part, known: Collection[str]) -> None:
        """Check that the state is a dict whose keys are all known. Raises: ModelFault."""
        self.where = part.name.rpartition(".")[2]
        if not isinstance(part.state, dict) or part.arguments:
            raise refusal(f"expected a fitted {self.where} with its values, got {kind_of(part.state)}")
        foreign = sorted(part.state.keys() - set(known) - _ALWAYS)
        if foreign:
            raise refusal(f"expected only the values of a {self.where}, got {foreign[0][:60]!r} too")
        self._values: dict[str, object] = part.state

    def array(
        self,
        key: str,
        shape: tuple[int | None, ...],
        *,
        kind: str = "f",
        least: float | None = None,
        most: float | None = None,
    ) -> Array:
        """A finite array; None in the shape stands for any size. Raises: ModelFault."""
        held = self._values.get(key)
        values = held.values if isinstance(held, ArrayValue) else None
        if (
            values is None
            or values.dtype.kind != kind
            or values.ndim != len(shape)
            or any(size is not None and size != got for size, got in zip(shape, values.shape, strict=True))
        ):
            raise self.wrong(key, f"an array of {_shown(shape)}")
        if not np.isfinite(values).all():
            raise self.wrong(key, "finite numbers")
        if values.size and (
            (least is not None and values.min() < least) or (most is not None and values.max() > most)
        ):
            raise self.wrong(key, f"numbers from {least} to {most}")
        return values

    def records(self, key: str, dtype: np.dtype[Any]) -> Array:
        """A one-dimensional array of records. Raises: ModelFault."""
        held = self._values.get(key)
        values = held.values if isinstance(held, ArrayValue) else None
        if values is None or values.dtype != dtype or values.ndim != 1:
            raise self.wrong(key, "records")
        return values

    def number(self, key: str, *, above: float = -np.inf) -> float:
        """A finite number greater than `above`. Raises: ModelFault."""
        value = self._values.get(key)
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
            raise self.wrong(key, "a number")
        # A whole number may be too large for any float.
        number = float(value) if not isinstance(value, int) or abs(value) < 1 << 62 else np.inf
        if not np.isfinite(number) or not number > above:
            raise self.wrong(key, f"a finite number above {above}")
        return number

    def whole(self, key: str, *, least: int = 0, most: int = 1 << 31) -> int:
        """A whole number. Raises: ModelFault."""
        value = self._values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value <= most:
            raise self.wrong(key, f"a whole number from {least} to {most}")
        return int(value)

    def choice(self, key: str, *admitted: object, default: object = None) -> object:
        """One of these plain values, of the same type. Raises: ModelFault."""
        value = self._values.get(key, default)
        for one in admitted:
            if type(value) is type(one) and value == one:
                return one
        raise self.wrong(key, f"one of {', '.join(map(str, admitted))}")

    def classes(self, key: str = "classes_") -> Array:
        """0 and 1 in this order, int64: 1 is the label `facial pain expression`. Raises: ModelFault."""
        values = self.array(key, (2,), kind="i")
        if values.tolist() != [0, 1]:
            raise self.wrong(key, "the classes 0 and 1 in this order")
        return values.astype(np.int64)

    def part(self, key: str) -> Part:
        """A part within. Raises: ModelFault."""
        value = self._values.get(key)
        if not isinstance(value, Part):
            raise self.wrong(key, "a part")
        return value

    def items(self, key: str, *, most: int) -> list[object]:
        """A list of 1 to `most` values. Raises: ModelFault."""
        value = self._values.get(key)
        if type(value) is not list or not 1 <= len(value) <= most:
            raise self.wrong(key, f"a list of 1 to {most}")
        return value

    def parts(self, key: str, *, most: int) -> list[Part]:
        """A list of 1 to `most` parts. Raises: ModelFault."""
        return [item if isinstance(item, Part) else self._no_part(key) for item in self.items(key, most=most)]

    def _no_part(self, key: str) -> Part:
        raise self.wrong(key, "a list of parts")

    def wrong(self, key: str, expected: str) -> ModelFault:
        """The error for a value that is missing or wrong."""
        got = kind_of(self._values[key]) if key in self._values else "nothing"
        return refusal(f"{self.where}: `{key}` should be {expected}, got {got}")


def _shown(shape: tuple[int | None, ...]) -> str:
    return " x ".join("any" if size is None else str(size) for size in shape)
