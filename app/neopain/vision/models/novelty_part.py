"""What a classifier's manifest says of its novelty detector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.models.trained_part import read_file_part

if TYPE_CHECKING:
    from neopain.vision.models.toml_table import TomlTable

LARGEST_BYTES = 1 << 28


@dataclass(frozen=True, slots=True)
class NoveltyPart:
    """The table `[novelty]`.

    Attributes:
        file, sha256, bytes: the arrays beside the classifier, in NumPy's `.npz`.
        blocks: the feature blocks that it measures in, out of the classifier's layout.
        method: in words.
        threshold: the greatest distance, before it is divided by this, of a face that counts as known.
    """

    file: str
    sha256: str
    bytes: int
    blocks: tuple[str, ...]
    method: str
    threshold: float


def read_novelty_part(top: TomlTable) -> NoveltyPart:
    """Read the table. Raises: ModelFault, also for a classifier that has none."""
    if "novelty" not in top.values:
        raise ModelFault(
            Text(
                "{where}: expected a table [novelty], by which NeoPain refuses faces unlike those "
                "that the classifier was trained on; got none. Train it again with `neopain-export "
                "train`, or use the bundled one.",
                where=top.where,
            )
        )
    table = top.table("novelty")
    file, sha256, size = read_file_part(table, LARGEST_BYTES)
    known = {block.text("name") for block in top.tables("layout")}
    blocks = table.texts("blocks")
    if not blocks or len(set(blocks)) != len(blocks) or not set(blocks) <= known:
        raise table.refusal("blocks", f"one or more out of the layout ({', '.join(sorted(known))})")
    threshold = table.number("threshold")
    if threshold <= 0.0:
        raise table.refusal("threshold", "a number over 0")
    return NoveltyPart(file, sha256, size, blocks, table.text("method"), threshold)
