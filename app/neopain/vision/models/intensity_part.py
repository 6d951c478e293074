"""What a classifier's manifest says of the intensity beside its score."""

from __future__ import annotations

from dataclasses import dataclass

from neopain.vision.models.toml_table import TomlTable
from neopain.vision.models.trained_part import read_file_part

TOP = 10.0
"""Of an intensity; it begins at 0."""
LARGEST_BYTES = 1 << 24


@dataclass(frozen=True, slots=True)
class IntensityPart:
    """The manifest's table `[intensity]`.

    Attributes:
        file, sha256, bytes: the arrays beside the classifier, in NumPy's `.npz`.
        method: in words.
        answers: 0..10, what it answers to the vectors of `[known_answers]`.
    """

    file: str
    sha256: str
    bytes: int
    method: str
    answers: tuple[float, ...]


def read_intensity_part(top: TomlTable, vectors: int) -> IntensityPart | None:
    """Read the table; None where the model knows no intensity. Raises: ModelFault."""
    if "intensity" not in top.values:
        return None
    table = top.table("intensity")
    file, sha256, size = read_file_part(table, LARGEST_BYTES)
    answers = table.numbers("answers", vectors)
    if not all(0.0 <= answer <= TOP for answer in answers):
        raise table.refusal("answers", "numbers from 0 to 10")
    return IntensityPart(file, sha256, size, table.text("method"), answers)
