"""Learns a temporal head from films: what a model's scores over some seconds say together.

A window is one that the bedside would fill: the scores of one film, by their times, without a gap. It has the
label of its newest frame. Calm and pain weigh the same in all, and films the same among each other, so that a
long film or a rare cry decides nothing. What is told of it comes from films of infants held out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from neopain.core.errors import SettingFault
from neopain.core.temporal.head import CALM_AT_MOST, FIGURES, TemporalHead, figures, lasting_scores
from neopain.vision.models.temporal_part import COURSES
from neopain_export.study.evaluation.metrics import measure
from neopain_export.study.intervals.resamples import draw_resamples
from neopain_export.training.fitting.film_windows import KNOWN_SCORES, FilmScores, Windows, windows_of

FOLDS = 5
FEWEST_INFANTS = 4
RIDGE = 0.05
"""On the weights of standardised figures: a few films of drawn or filmed infants decide no steep answer."""
PROMISE_SPARE = 0.1
"""Points by which a promise is kept more than it must be: numbers are rounded."""
DECIMALS = 4


@dataclass(frozen=True, slots=True, eq=False)
class FittedHead:
    """A head, what it was fitted on, and figures of films of infants held out."""

    head: TemporalHead
    windows: int
    films: int
    infants: int
    courses: Mapping[str, tuple[float, ...]]
    result: dict[str, float | int | str]

    def values(self) -> dict[str, Any]:
        """The manifest's table `[temporal]`."""
        head, span = self.head, self.head.window_s
        answers = [
            head.score(
                [(span * place / (KNOWN_SCORES - 1), score) for place, score in enumerate(self.courses[name])]
            )
            for name in COURSES
        ]
        return {
            "method": f"logistic answer of {', '.join(FIGURES)} of the scores of {span:g} s, none of which "
            f"may lower it; {self.windows} windows of {self.films} films of {self.infants} infants",
            "window_s": head.window_s,
            "level": head.level,
            "centre": list(head.centre),
            "spread": list(head.spread),
            "weights": list(head.weights),
            "bias": head.bias,
            **{name: list(self.courses[name]) for name in COURSES},
            "known_answers": [round(answer, DECIMALS) for answer in answers],
        }


def fit_head(films: list[FilmScores], window_s: float, level: float, seed: int) -> FittedHead:
    """Fit, and measure on held-out infants beside the smoothed score.

    Raises: SettingFault for too few infants or one label only, and for a head that the bedside would refuse.
    """
    windows = windows_of(films, window_s, level)
    infants = np.unique(windows.subjects)
    if len(infants) < FEWEST_INFANTS or len(np.unique(windows.labels)) < 2:
        raise SettingFault(
            f"expected films of {FEWEST_INFANTS} infants or more, with pain and without; got {len(infants)} "
            f"infants, {int(windows.labels.sum())} of {len(windows.labels)} windows with pain"
        )
    head = _fitted(windows, np.ones(len(windows.labels), np.bool_), window_s, level)
    unfit = head.fault()
    if unfit is not None:
        raise SettingFault(f"the head that these films give may not be used: {unfit}; give more films")
    held_out = np.empty(len(windows.labels))
    order = np.random.default_rng(seed).permutation(infants)
    for fold in range(min(FOLDS, len(infants))):
        tested = np.isin(windows.subjects, order[fold :: min(FOLDS, len(infants))])
        learnt = windows.labels[~tested]
        if len(np.unique(learnt)) < 2:
            raise SettingFault("expected pain and no pain in films of more infants than one; give more films")
        other = _fitted(windows, ~tested, window_s, level)
        held_out[tested] = [other.score_of(row) for row in windows.figures[tested].tolist()]
    courses = {
        name: tuple(np.round(windows.courses[chosen].mean(axis=0), DECIMALS).tolist())
        for name, chosen in zip(
            COURSES,
            (windows.labels == 0, np.ones(len(windows.labels), np.bool_), windows.labels == 1),
            strict=True,
        )
    }
    names = len(np.unique(windows.films))
    result = _measured(windows, held_out, seed)
    return FittedHead(head, len(windows.labels), names, len(infants), courses, result)


def _fitted(windows: Windows, chosen: NDArray[np.bool_], window_s: float, level: float) -> TemporalHead:
    values, labels = windows.figures[chosen], windows.labels[chosen]
    weights = _weights(labels, windows.films[chosen])
    centre = weights @ values
    spread = np.sqrt(np.maximum(weights @ (values - centre) ** 2, 1e-4))
    scaled = (values - centre) / spread
    signs = 2.0 * labels - 1.0

    def cost(given: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = signs * (scaled @ given[:-1] + given[-1])
        pull = -weights * signs / (1.0 + np.exp(np.clip(margin, -60.0, 60.0)))
        slope = np.r_[scaled.T @ pull + RIDGE * given[:-1], pull.sum()]
        return float(weights @ np.logaddexp(0.0, -margin) + 0.5 * RIDGE * given[:-1] @ given[:-1]), slope

    lasting, sums = _promises(level)
    rows = np.c_[(lasting - centre) / spread, np.ones(len(lasting))]
    # The last promise is of calm and holds from below.
    rows[-1], sums[-1] = -rows[-1], -sums[-1]
    found = minimize(
        cost,
        np.zeros(len(FIGURES) + 1),
        jac=True,
        method="SLSQP",
        bounds=[(0.0, None)] * len(FIGURES) + [(None, None)],
        constraints=[{"type": "ineq", "fun": lambda given: rows @ given - sums, "jac": lambda _given: rows}],
        options={"maxiter": 500},
    ).x
    rounded = np.round(found, DECIMALS)
    return TemporalHead(
        window_s,
        level,
        tuple(np.round(centre, DECIMALS).tolist()),
        tuple(np.round(spread, DECIMALS).tolist()),
        tuple(rounded[:-1].tolist()),
        float(rounded[-1]),
    )


def _promises(level: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Figures of lasting scores, and the log-odds that they must get at least; the last is calm, at most.

    What the stated delay of an alarm rests on is a condition of the fit, no hope; see `TemporalHead.fault`.
    """
    wanted = [(score, limit + PROMISE_SPARE) for score, limit in lasting_scores()]
    wanted.append((0.0, CALM_AT_MOST - PROMISE_SPARE))
    told = np.array([figures(((0.0, score), (1.0, score)), level) for score, _ in wanted])
    share = np.array([points for _, points in wanted]) / 10.0
    return told, np.log(share / (1.0 - share))


def _weights(labels: NDArray[np.int64], films: NDArray[np.str_]) -> NDArray[np.float64]:
    """Summing to 1: half for each label, and in it the same for each film."""
    weights = np.zeros(len(labels))
    for label in (0, 1):
        names = np.unique(films[labels == label])
        for name in names:
            here = (labels == label) & (films == name)
            weights[here] = 0.5 / len(names) / here.sum()
    return weights


def _measured(windows: Windows, held_out: NDArray[np.float64], seed: int) -> dict[str, float | int | str]:
    resamples = draw_resamples(windows.subjects, seed)
    result: dict[str, float | int | str] = {
        "temporal_windows": len(windows.labels),
        "temporal_infants": len(resamples.subjects),
    }
    for name, points in (("temporal", held_out), ("smoothed", windows.plain)):
        told = measure(windows.labels, points / 10.0, resamples)
        for metric in ("auc", "brier", "sensitivity", "specificity"):
            one = told[metric]
            for end, value in (("", one.value), ("_low", one.low), ("_high", one.high)):
                if np.isfinite(value):
                    result[f"{name}_{metric}{end}"] = round(float(value), DECIMALS)
    return result
