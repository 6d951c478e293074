"""Every probability of repeated splits, picture by picture: what a reviewer recomputes their table from.

`predictions/PROTOCOL-repeats.csv.gz`: a picture a row, in the order of the protocol's own file; for each
kind of
features and each repeat a column of folds and one of probabilities, every digit.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from neopain.core.errors import SettingFault
from neopain_export.csv_text import csv_text
from neopain_export.study.evaluation.configurations import Configuration
from neopain_export.study.report.predictions import FOLDER, packed
from neopain_export.study.report.results import StudyResults
from neopain_export.study.robustness.repeats import Repeats

_COLUMN = "{kind} {repeat} {what}"


def repeat_files(studies: list[StudyResults]) -> dict[str, bytes]:
    """The files of this module by their names in the study's folder; none where nothing was repeated."""
    return {_name(study.protocol): packed(_text(study)) for study in studies if study.repeats}


def read_repeats(
    folder: Path, protocol: str, chosen: Mapping[str, Configuration], names: list[str]
) -> dict[str, Repeats]:
    """What `repeat_files` wrote of one protocol.

    Args:
        folder: of the study.
        protocol: of it.
        chosen: the recipe of each kind.
        names: of the pictures, in the order of the protocol's own predictions.

    Raises: SettingFault for anything else.
    """
    path = folder / _name(protocol)
    try:
        rows = list(csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8"))))
        return _read(rows, chosen, names)
    except (OSError, ValueError, KeyError, EOFError, IndexError) as error:
        raise SettingFault(f"expected the repeated predictions of a study in {path}; got {error}") from error


def _read(
    rows: list[dict[str, str]], chosen: Mapping[str, Configuration], names: list[str]
) -> dict[str, Repeats]:
    if [row["picture"] for row in rows] != names:
        raise ValueError("other pictures than in the protocol's own file")
    found = {}
    for kind, configuration in chosen.items():
        count = sum(head.startswith(f"{kind} ") and head.endswith(" fold") for head in rows[0])
        heads = [
            [_COLUMN.format(kind=kind, repeat=place + 1, what=what) for place in range(count)]
            for what in ("fold", "probability")
        ]
        folds, values = ([[float(row[head]) for row in rows] for head in ones] for ones in heads)
        found[kind] = Repeats(configuration, np.array(values), np.array(folds).astype(np.intp) - 1)
    return found


def _text(study: StudyResults) -> str:
    columns = [
        (_COLUMN.format(kind=kind, repeat=place + 1, what=what), values)
        for kind, repeats in study.repeats.items()
        for place, (folds, probabilities) in enumerate(zip(repeats.folds, repeats.probabilities, strict=True))
        for what, values in (
            ("fold", [str(fold + 1) for fold in folds.tolist()]),
            ("probability", [repr(value) for value in probabilities.tolist()]),
        )
    ]
    rows = [
        [name, *(values[place] for _, values in columns)]
        for place, name in enumerate(study.tested.names.tolist())
    ]
    return csv_text([["picture", *(head for head, _ in columns)], *rows])


def _name(protocol: str) -> str:
    return f"{FOLDER}/{protocol}-repeats.csv.gz"
