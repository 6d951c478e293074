"""Learns a temporal head from films: what a model's scores over some seconds say together.

A window is one that the bedside would fill: the scores of one film, by their times, without a gap. It has the
label of its newest frame. Calm and pain weigh the same in all, and films the same among each other, so that a
long film or a rare cry decides nothing. What is told of it comes from films of infants held out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from neopain.core.errors import SettingFault
from neopain.core.features import FeatureVector
from neopain.core.score.smoothing import ScoreSmoother
from neopain.core.temporal.average import ScoreWindow
from neopain.core.temporal.head import CALM_AT_MOST, FIGURES, TemporalHead, figures, lasting_scores
from neopain.vision.models.temporal_part import COURSES
from neopain.vision.scoring.classifier import SvmClassifier
from neopain.vision.scoring.novelty import PrincipalComponentNovelty
from neopain_export.study.evaluation.metrics import measure
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.intervals.resamples import draw_resamples

FOLDS = 5
FEWEST_INFANTS = 4
FEWEST_WINDOWS = 20
SMOOTHING_S = 3.0
"""The presets' own averaging, to compare with."""
RIDGE = 0.05
"""On the weights of standardised figures: a few films of drawn or filmed infants decide no steep answer."""
PROMISE_SPARE = 0.1
"""Points by which a promise is kept more than it must be: numbers are rounded."""
KNOWN_SCORES = 9
DECIMALS = 4
_FRAME = re.compile(r"(?P<film>.+)@(?P<second>[0-9.eE+-]+)s")
_KNOWN_WITHIN = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class FilmScores:
    """One film: its infant, and by time the scores (NaN where the monitor would give none) and labels."""

    film: str
    subject: str
    seconds: NDArray[np.float64]
    points: NDArray[np.float64]
    labels: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Filled windows.

    Attributes:
        figures: float64 (n, 4).
        labels, films, subjects: (n,), of the newest frame.
        plain: float64 (n,), the smoothed score at that frame.
        courses: float64 (n, KNOWN_SCORES), points at even times, for the known courses.
    """

    figures: NDArray[np.float64]
    labels: NDArray[np.int64]
    films: NDArray[np.str_]
    subjects: NDArray[np.str_]
    plain: NDArray[np.float64]
    courses: NDArray[np.float64]


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


def films_of(
    table: FeatureTable, classifier: SvmClassifier, novelty: PrincipalComponentNovelty
) -> list[FilmScores]:
    """The scores of every film's frames, as the bedside gives them: none for refused and unknown faces.

    Raises: SettingFault for another layout, or a table whose pictures are no frames of films.
    """
    if table.layout != classifier.layout:
        raise SettingFault(
            f"expected the features of {classifier.model_id}; got {table.layout.id}; extract again"
        )
    rows: dict[str, list[tuple[float, float, int, str]]] = {}
    told = zip(
        table.names.tolist(), table.subjects.tolist(), table.labels.tolist(), table.values, strict=True
    )
    for name, subject, label, values in told:
        features = FeatureVector(values, table.layout)
        is_known = novelty.distance(features) <= _KNOWN_WITHIN
        points = classifier.score(features).points if is_known else float("nan")
        _add(rows, name, (points, label, subject))
    refused = table.refused
    if refused is not None:
        for name, subject, label in zip(
            refused.names.tolist(), refused.subjects.tolist(), refused.labels.tolist(), strict=True
        ):
            _add(rows, name, (float("nan"), label, subject))
    films = []
    for film, frames in sorted(rows.items()):
        frames.sort()
        times = np.array([frame[0] for frame in frames], np.float64)
        scores = np.array([frame[1] for frame in frames], np.float64)
        known = np.array([frame[2] for frame in frames], np.int64)
        films.append(FilmScores(film, frames[0][3], times, scores, known))
    return films


def windows_of(films: list[FilmScores], window_s: float, level: float) -> Windows:
    """Every window that the bedside would fill. Raises: SettingFault where there are too few."""
    found: list[tuple[tuple[float, ...], int, str, str, float, NDArray[np.float64]]] = []
    for film in films:
        window, smoother = ScoreWindow(window_s), ScoreSmoother(SMOOTHING_S)
        for at, score, label in zip(
            film.seconds.tolist(), film.points.tolist(), film.labels.tolist(), strict=True
        ):
            if not np.isfinite(score):
                smoother.gap(at)
                continue
            plain = smoother.update(at, score)
            course = window.take(at, score)
            if course is not None:
                even = np.linspace(course[0][0], course[-1][0], KNOWN_SCORES)
                line = np.interp(even, *np.array(course).T)
                found.append((figures(course, level), label, film.film, film.subject, plain, line))
    if len(found) < FEWEST_WINDOWS:
        raise SettingFault(
            f"expected {FEWEST_WINDOWS} windows of {window_s:g} s at least; got {len(found)}; give longer "
            "films, more frames a second (--frame-every), or a shorter --window"
        )
    told, labels, names, subjects, smoothed, courses = zip(*found, strict=True)
    return Windows(
        np.array(told), np.array(labels, np.int64), np.array(names), np.array(subjects), np.array(smoothed),
        np.array(courses),
    )  # fmt: skip


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
        held_out[tested] = [_told(other, row) for row in windows.figures[tested]]
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


def _add(
    rows: dict[str, list[tuple[float, float, int, str]]], name: str, told: tuple[float, int, str]
) -> None:
    found = _FRAME.fullmatch(name)
    if found is None:
        raise SettingFault(
            f"expected frames of films, as rows of videos give them; got the picture {name}; list videos "
            "in the CSV"
        )
    points, label, subject = told
    rows.setdefault(found["film"], []).append((float(found["second"]), points, label, subject))


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


def _told(head: TemporalHead, row: NDArray[np.float64]) -> float:
    decision = head.bias
    for value, centre, spread, weight in zip(
        row.tolist(), head.centre, head.spread, head.weights, strict=True
    ):
        decision += weight * (value - centre) / spread
    return float(10.0 / (1.0 + np.exp(-np.clip(decision, -60.0, 60.0))))


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
