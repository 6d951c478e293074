"""Manifests as TOML text."""

from __future__ import annotations

import math
from collections.abc import Mapping

import tomli_w

from neopain.core.errors import ProgramFault


def manifest_text(values: Mapping[str, object]) -> str:
    """TOML of nested mappings, lists, texts, whole and finite numbers, true and false; ends with a newline.

    A list of mappings becomes an array of tables, inline where it is short: both read the same.

    Raises: ProgramFault for None, NaN, infinity or any other type.
    """
    return tomli_w.dumps(_checked(values, "manifest"), multiline_strings=False)


def _checked(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise ProgramFault(f"{where}: expected a table; got {type(value).__name__}; give a mapping")
    return {str(key): _checked_item(item, f"{where}.{key}") for key, item in value.items()}


def _checked_item(value: object, where: str) -> object:
    if isinstance(value, Mapping):
        return _checked(value, where)
    if isinstance(value, list | tuple):
        return [_checked_item(item, f"{where}[{place}]") for place, item in enumerate(value)]
    if isinstance(value, float) and not math.isfinite(value):
        raise ProgramFault(f"{where}: expected a finite number; got {value}; leave it out or say why")
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    raise ProgramFault(
        f"{where}: expected text, number, truth, list or table; got {value!r}; convert it first"
    )
