"""Typed reading of one TOML table: every refusal names the file, the key, what was expected and what came."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neopain.core.errors import ModelFault
from neopain.core.foreign_words import shown_value
from neopain.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 2**63 - 1
_LARGEST = sys.float_info.max


@dataclass(frozen=True, slots=True)
class TomlTable:
    """A parsed table and where it stands, such as `models/x/manifest.toml [input]`."""

    values: Mapping[str, object]
    where: str

    def text(self, key: str) -> str:
        """A string that is not empty. Raises: ModelFault."""
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(key, "a text that is not empty")
        return value

    def whole(self, key: str, *, least: int = 0) -> int:
        """A whole number of at least `least`. Raises: ModelFault."""
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST:
            raise self.refusal(key, f"a whole number of at least {least}")
        return value

    def number(self, key: str) -> float:
        """A finite number. Raises: ModelFault."""
        value = self.values.get(key)
        # Compared first: a whole number can be larger than any float.
        if (
            not isinstance(value, int | float)
            or isinstance(value, bool)
            or not -_LARGEST <= value <= _LARGEST
        ):
            raise self.refusal(key, "a finite number")
        return float(value)

    def truth(self, key: str) -> bool:
        """True or false. Raises: ModelFault."""
        value = self.values.get(key)
        if not isinstance(value, bool):
            raise self.refusal(key, "true or false")
        return value

    def numbers(self, key: str, count: int) -> tuple[float, ...]:
        """A list of `count` finite numbers. Raises: ModelFault."""
        value = self.values.get(key)
        if not isinstance(value, list) or len(value) != count:
            raise self.refusal(key, f"a list of {count} numbers")
        return tuple(TomlTable({key: item}, self.where).number(key) for item in value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts. Raises: ModelFault."""
        value = self.values.get(key)
        if not isinstance(value, list):
            raise self.refusal(key, "a list of texts")
        return tuple(TomlTable({key: item}, self.where).text(key) for item in value)

    def table(self, key: str) -> TomlTable:
        """A table below this one. Raises: ModelFault."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            raise self.refusal(key, f"a table [{key}]")
        return TomlTable(value, f"{self.where} [{key}]")

    def tables(self, key: str) -> tuple[TomlTable, ...]:
        """A list of tables that is not empty. Raises: ModelFault."""
        value = self.values.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            raise self.refusal(key, f"tables [[{key}]]")
        return tuple(TomlTable(item, f"{self.where} [[{key}]]") for item in value)

    def refusal(self, key: str, expected: str) -> ModelFault:
        """The error for a key that is missing or wrong."""
        got = shown_value(self.values[key]) if key in self.values else "nothing"
        return ModelFault(
            Text(
                "{where}: `{key}` should be {expected}, got {got}. Restore the model's folder from "
                "where it came, or make the model again with `neopain-export`.",
                where=self.where,
                key=key,
                expected=expected,
                got=got,
            )
        )
