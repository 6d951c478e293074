"""The best row of a study's `results.csv`, to train by."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from neopain.core.errors import SettingFault


@dataclass(frozen=True, slots=True)
class BestRow:
    """What the row says: blocks by part, selector, k and classifier, and its AUC."""

    parts: tuple[tuple[str, ...], ...]
    selector: str
    k: int
    classifier: str
    auc: float


def best_row(path: Path, kind: str | None) -> BestRow:
    """The row with the highest AUC, of `kind` (deep, handcrafted, mixed) if given. Raises: SettingFault."""
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            rows = [row for row in csv.DictReader(stream) if kind is None or row["features"] == kind]
        best = max(rows, key=lambda row: (float(row["auc"]), float(row["accuracy"])))
        return BestRow(
            parts=tuple(tuple(part.strip().split("+")) for part in best["blocks"].split("|")),
            selector=best["selector"],
            k=int(best["k"]),
            classifier=best["classifier"],
            auc=float(best["auc"]),
        )
    except (OSError, KeyError, ValueError) as error:
        raise SettingFault(
            f"expected a results.csv of `neopain-export study`; got {path}: {error}"
        ) from error
