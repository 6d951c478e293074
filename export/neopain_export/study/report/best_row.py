"""The best row of a study's `results.csv`, to train by, and what choosing it is worth."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from neopain.core.errors import SettingFault
from neopain_export.study.evaluation.configurations import needs_earlier
from neopain_export.study.report.results import ANY
from neopain_export.study.report.verification import CORRECTED

WITNESS = "witness."
"""A family of blocks that bears witness beside the score and must not be part of it."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What choosing the best of `configurations` is worth on other infants; None where it is not known.

    Attributes:
        protocol: under which they were compared.
        configurations: among how many was chosen.
        figures: `auc_corrected`, `auc_corrected_low` and so on, as far as they exist.
    """

    protocol: str
    configurations: int
    figures: dict[str, float]


@dataclass(frozen=True, slots=True)
class BestRow:
    """What the row says: blocks by part, selector, k and classifier, and its AUC.

    Attributes:
        passed_over: words on a better row that the monitor could not run; "" when there was none.
        corrected: beside the row's flattering AUC.
        data: title of the set that the study was made on.
    """

    parts: tuple[tuple[str, ...], ...]
    selector: str
    k: int
    classifier: str
    auc: float
    passed_over: str
    corrected: Corrected
    data: str


def best_row(path: Path, kind: str | None) -> BestRow:
    """The row with the highest AUC that the monitor can run, of `kind` (deep, handcrafted, mixed) if given.

    Rows with facial strain or LBP-TOP are passed over: they need earlier frames, and the monitor scores
    single ones. So are rows with the second witness, which speaks beside the score and must not be part
    of it.

    Raises: SettingFault for another file, or when `corrected.csv` beside it is missing.
    """
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            rows = [row for row in csv.DictReader(stream) if kind is None or row["features"] == kind]
        runnable = [row for row in rows if not _for_the_study_only(row["blocks"])]
        if rows and not runnable:
            raise SettingFault(
                f"every row of {path} needs facial strain or LBP-TOP, which the monitor cannot compute, or "
                "the second witness; study again with blocks without them"
            )
        best, best_of_all = max(runnable, key=_rank), max(rows, key=_rank)
        passed = best_of_all is not best and _for_the_study_only(best_of_all["blocks"])
        what = "strain or LBP-TOP" if needs_earlier(best_of_all["blocks"]) else "the second witness"
        words = f"a row with {what}, AUC {best_of_all['auc']}, was passed over: the monitor cannot run it"
        return BestRow(
            parts=tuple(tuple(part.strip().split("+")) for part in best["blocks"].split("|")),
            selector=best["selector"],
            k=int(best["k"]),
            classifier=best["classifier"],
            auc=_rank(best)[0],
            passed_over=words if passed else "",
            corrected=_corrected(path.with_name(CORRECTED), best["protocol"], kind or ANY),
            data=best["data"],
        )
    except (OSError, KeyError, ValueError) as error:
        raise SettingFault(
            f"expected a results.csv of `neopain-export study`; got {path}: {error}"
        ) from error


def _for_the_study_only(blocks: str) -> bool:
    return needs_earlier(blocks) or WITNESS in blocks


def _rank(row: dict[str, str]) -> tuple[float, float]:
    return (float(row["auc"] or "-1"), float(row["accuracy"]))


def _corrected(path: Path, protocol: str, kind: str) -> Corrected:
    if not path.is_file():
        raise SettingFault(
            f"expected {path.name} beside the results, which says what choosing the best is worth; got "
            "none in "
            f"{path.parent}; run the study again"
        )
    with path.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if (row["protocol"], row["features"]) == (protocol, kind):
                figures = {
                    f"{name}{end}": float(text)
                    for name in ("auc_corrected", "accuracy_corrected")
                    for end in ("", "_low", "_high")
                    if (text := row[f"{name}{end}"]) and math.isfinite(float(text))
                }
                return Corrected(protocol, int(row["configurations"]), figures)
    raise SettingFault(f"expected a row {protocol}, {kind} in {path}; got none; run the study again")
