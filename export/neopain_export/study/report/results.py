"""A study's results: one row a configuration, and the CSV that holds them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neopain_export.study.evaluation.configurations import Configuration
from neopain_export.study.evaluation.evaluation import Predictions
from neopain_export.study.evaluation.metrics import METRICS, Estimate, Resamples, draw_resamples, measure
from neopain_export.study.features.feature_table import FeatureTable

HEAD = ("features", "network", "selector", "k", "classifier", "protocol")
TAIL = ("blocks", "data", "simulated", "pictures", "subjects", "seed")


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One configuration measured.

    Attributes:
        configuration: what was measured.
        probabilities: float64 (n,) of the tested rows.
        metrics: every metric with its interval.
    """

    configuration: Configuration
    probabilities: NDArray[np.float64]
    metrics: dict[str, Estimate]


@dataclass(frozen=True, slots=True, eq=False)
class StudyResults:
    """All results of one set under one protocol, over the same tested rows.

    Attributes:
        tested: the feature table's tested rows.
        trained: pictures and subjects of the whole table.
        resamples: the draws that all intervals and tests share.
    """

    protocol: str
    seed: int
    tested: FeatureTable
    trained: tuple[int, int]
    resamples: Resamples
    results: tuple[Result, ...]

    def best(self, kind: str) -> Result | None:
        """The result of this kind with the highest AUC; of equals the higher accuracy, then the first."""
        of_kind = [result for result in self.results if result.configuration.choice.kind == kind]
        return max(of_kind, key=ranking, default=None)


def ranking(result: Result) -> tuple[float, float]:
    """By AUC, then accuracy; an undefined AUC comes last."""
    auc = result.metrics["auc"].value
    return (auc if np.isfinite(auc) else -1.0, result.metrics["accuracy"].value)


def gather(table: FeatureTable, predictions: Predictions, protocol: str, seed: int) -> StudyResults:
    """Measure every configuration on the rows that were tested."""
    first = next(iter(predictions.values()))
    was_tested = np.isfinite(first)
    tested = table.rows(was_tested)
    resamples = draw_resamples(tested.subjects, seed)
    results = tuple(
        Result(configuration, column[was_tested], measure(tested.labels, column[was_tested], resamples))
        for configuration, column in predictions.items()
    )
    trained = (len(table.labels), len(np.unique(table.subjects)))
    return StudyResults(protocol, seed, tested, trained, resamples, results)


def write_csv(studies: list[StudyResults], path: Path) -> None:
    """Write `results.csv`: HEAD, each metric with `_low` and `_high`, TAIL; a row a configuration."""
    names = [column for metric in METRICS for column in (metric, f"{metric}_low", f"{metric}_high")]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*HEAD, *names, *TAIL])
        for study in studies:
            for result in study.results:
                writer.writerow(_row(study, result))


def _row(study: StudyResults, result: Result) -> list[str]:
    configuration = result.configuration
    numbers = [
        f"{value:.4f}"
        for metric in METRICS
        for estimate in [result.metrics[metric]]
        for value in (estimate.value, estimate.low, estimate.high)
    ]
    return [
        configuration.choice.kind,
        configuration.choice.network,
        configuration.selector,
        str(configuration.k),
        configuration.classifier,
        study.protocol,
        *numbers,
        configuration.choice.in_words,
        study.tested.title,
        str(int(study.tested.simulated)),
        str(len(study.tested.labels)),
        str(len(study.resamples.subjects)),
        str(study.seed),
    ]
