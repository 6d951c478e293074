"""The parts that manifests of all models fitted here share: features, networks, data, figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from neopain.core.features import FeatureBlock, FeatureLayout

if TYPE_CHECKING:
    from neopain.vision.models.toml_table import TomlTable

ResultValue: TypeAlias = str | int | float | bool

_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Training:
    """What a model learned from; `simulated` is true when no real newborn was among the pictures."""

    data: str
    simulated: bool
    subjects: int
    pictures: int


@dataclass(frozen=True, slots=True)
class ActionsPart:
    """What the heads of the facial actions need around them; as `manifest.ClassifierPart`."""

    layout: FeatureLayout
    networks: Mapping[str, str]
    training: Training
    result: Mapping[str, ResultValue] = field(default_factory=dict)


def actions_part(top: TomlTable) -> ActionsPart:
    """Read it out of a manifest. Raises: ModelFault."""
    return ActionsPart(read_layout(top), read_networks(top), read_training(top), read_result(top))


def read_file_part(table: TomlTable, largest: int) -> tuple[str, str, int]:
    """`file`, `sha256` and `bytes` of a file beside the manifest, `largest` at most. Raises: ModelFault."""
    file, sha256 = table.text("file"), table.text("sha256")
    if not _FILE.fullmatch(file):
        raise table.refusal("file", "a plain file name")
    if not _SHA256.fullmatch(sha256):
        raise table.refusal("sha256", "64 hexadecimal digits in small letters")
    size = table.whole("bytes", least=1)
    if size > largest:
        raise table.refusal("bytes", f"at most {largest}")
    return file, sha256, size


def read_layout(top: TomlTable) -> FeatureLayout:
    """The feature blocks in order. Raises: ModelFault."""
    blocks = tuple(
        FeatureBlock(block.text("name"), block.whole("size", least=1)) for block in top.tables("layout")
    )
    if len({block.name for block in blocks}) != len(blocks):
        raise top.refusal("layout", "blocks with different names")
    return FeatureLayout(blocks)


def read_networks(top: TomlTable) -> dict[str, str]:
    """sha256 of the model files by name. Raises: ModelFault."""
    networks = top.table("networks")
    found = {name: networks.text(name) for name in networks.values}
    for name, sha256 in found.items():
        if not _SHA256.fullmatch(sha256):
            raise networks.refusal(name, "a sha256")
    return found


def read_training(top: TomlTable) -> Training:
    """What it learned from. Raises: ModelFault."""
    training = top.table("training")
    return Training(
        data=training.text("data"),
        simulated=training.truth("simulated"),
        subjects=training.whole("subjects"),
        pictures=training.whole("pictures"),
    )


def read_result(top: TomlTable) -> dict[str, ResultValue]:
    """Measured figures by name. Raises: ModelFault."""
    table = top.table("result")
    result: dict[str, ResultValue] = {}
    for key, value in table.values.items():
        if not isinstance(value, str | int | float | bool):
            raise table.refusal(key, "a text, a number, true or false")
        result[key] = value
    return result
