"""A study's results: one row a configuration, and the CSV files that hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from neopain_export.csv_text import csv_text
from neopain_export.study.evaluation.comparison import BestOfMany, best_of_many
from neopain_export.study.evaluation.configurations import Configuration
from neopain_export.study.evaluation.evaluation import Predictions, fold_numbers
from neopain_export.study.evaluation.metrics import METRICS, WITH_REFUSALS, measure, measure_with_refusals
from neopain_export.study.evaluation.protocols import Split
from neopain_export.study.evaluation.tested import TestedPictures, pictures_under_test
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.intervals.estimates import UNKNOWN, Estimate
from neopain_export.study.intervals.resamples import Resamples, draw_resamples
from neopain_export.study.robustness.repeats import Repeats

KINDS = ("deep", "handcrafted", "mixed")
HEAD = ("features", "network", "selector", "k", "classifier", "protocol")
TAIL = ("blocks", "data", "simulated", "pictures", "subjects", "seed")
ANY = "any"


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One configuration measured.

    Attributes:
        configuration: what was measured.
        probabilities: float64 (n,) of the tested rows.
        metrics: every metric with its interval, of the assessed pictures.
        with_refusals: the metrics of WITH_REFUSALS where refused pictures count as errors; NaN when the set
            does not say which pictures were refused.
    """

    configuration: Configuration
    probabilities: NDArray[np.float64]
    metrics: dict[str, Estimate]
    with_refusals: dict[str, Estimate]


@dataclass(frozen=True, eq=False)
class StudyResults:
    """All results of one set under one protocol, over the same tested rows.

    Attributes:
        tested: the tested pictures.
        trained: pictures and subjects of the whole table.
        resamples: the draws that all intervals and tests share.
        repeats: the best recipe of each kind under several splits, by kind; empty where none were asked for.
    """

    protocol: str
    seed: int
    tested: TestedPictures
    trained: tuple[int, int]
    resamples: Resamples
    results: tuple[Result, ...]
    repeats: Mapping[str, Repeats] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Result]:
        """The results of one kind of features, or of ANY."""
        return [one for one in self.results if kind in {ANY, one.configuration.choice.kind}]

    def best(self, kind: str) -> Result | None:
        """The result of this kind with the highest AUC; of equals the higher accuracy, then the first."""
        return max(self.of_kind(kind), key=ranking, default=None)

    @cached_property
    def corrected(self) -> dict[str, BestOfMany]:
        """What choosing the best of each kind, and of all, is worth on infants that it was not chosen on."""
        found = {}
        for kind in (*KINDS, ANY):
            columns = [result.probabilities for result in self.of_kind(kind)]
            if columns:
                found[kind] = best_of_many(self.tested.labels, columns, self.resamples, self.tested.folds)
        return found


def ranking(result: Result) -> tuple[float, float]:
    """By AUC, then accuracy; an undefined AUC comes last."""
    auc = result.metrics["auc"].value
    return (auc if np.isfinite(auc) else -1.0, result.metrics["accuracy"].value)


def gather(
    table: FeatureTable, predictions: Predictions, folds: list[Split], protocol: str, seed: int
) -> StudyResults:
    """Measure every configuration on the rows that were tested."""
    numbers = fold_numbers(folds, len(table.labels))
    tested = pictures_under_test(table, folds, numbers, protocol)
    columns = {configuration: column[numbers >= 0] for configuration, column in predictions.items()}
    trained = (len(table.labels), len(np.unique(table.subjects)))
    return measured(tested, columns, protocol, seed, trained)


def measured(
    tested: TestedPictures, columns: Predictions, protocol: str, seed: int, trained: tuple[int, int]
) -> StudyResults:
    """The results of known probabilities: what `gather` and the recomputation share."""
    resamples = draw_resamples(tested.subjects, seed)
    everything = tested.with_refused
    draws = None if everything is None else draw_resamples(everything.subjects, seed)
    results = []
    for configuration, column in columns.items():
        with_refusals = dict.fromkeys(WITH_REFUSALS, UNKNOWN)
        if everything is not None and draws is not None:
            padded = np.concatenate([column, np.zeros(len(everything.labels) - len(column))])
            with_refusals = measure_with_refusals(
                everything.labels, padded, draws, everything.folds, everything.assessed
            )
        metrics = measure(tested.labels, column, resamples, tested.folds)
        results.append(Result(configuration, column, metrics, with_refusals))
    return StudyResults(protocol, seed, tested, trained, resamples, tuple(results))


def results_csv(studies: Iterable[StudyResults]) -> str:
    """`results.csv`, a row a configuration: HEAD, metrics with `_low` and `_high`, some with refusals, TAIL.

    An empty cell is a number that does not exist: no interval of few infants, no refusals known.
    """
    names = [*METRICS, *(f"{name}_with_refusals" for name in WITH_REFUSALS)]
    head = [column for metric in names for column in (metric, f"{metric}_low", f"{metric}_high")]
    rows = [_row(study, result) for study in studies for result in study.results]
    return csv_text([[*HEAD, *head, *TAIL], *rows])


def corrected_csv(studies: Iterable[StudyResults]) -> str:
    """`corrected.csv`: for each protocol and kind of features, what choosing the best of it is worth."""
    rows = []
    for study in studies:
        for kind, found in study.corrected.items():
            best = study.of_kind(kind)[found.place].configuration
            numbers = [*_three(found.auc), *_three(found.accuracy)]
            rows.append(
                [
                    study.protocol,
                    kind,
                    str(len(study.of_kind(kind))),
                    best.choice.in_words,
                    best.selector,
                    str(best.k),
                    best.classifier,
                    *numbers,
                ]
            )
    head = ["protocol", "features", "configurations", "blocks", "selector", "k", "classifier"]
    figures = ("auc_corrected", "accuracy_corrected")
    return csv_text([[*head, *(f"{one}{end}" for one in figures for end in ("", "_low", "_high"))], *rows])


def _row(study: StudyResults, result: Result) -> list[str]:
    configuration = result.configuration
    estimates = [result.metrics[name] for name in METRICS]
    estimates += [result.with_refusals[name] for name in WITH_REFUSALS]
    return [
        configuration.choice.kind,
        configuration.choice.network,
        configuration.selector,
        str(configuration.k),
        configuration.classifier,
        study.protocol,
        *(cell for estimate in estimates for cell in _three(estimate)),
        configuration.choice.in_words,
        study.tested.title,
        str(int(study.tested.simulated)),
        str(len(study.tested.labels)),
        str(len(study.resamples.subjects)),
        str(study.seed),
    ]


def _three(estimate: Estimate) -> list[str]:
    values = (estimate.value, estimate.low, estimate.high)
    return [f"{value:.4f}" if np.isfinite(value) else "" for value in values]
