"""The scores of films as the bedside gives them, and the windows that it would fill with them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault
from neopain.core.features import FeatureVector
from neopain.core.score.smoothing import ScoreSmoother
from neopain.core.temporal.average import ScoreWindow
from neopain.core.temporal.head import figures
from neopain.vision.scoring.classifier import SvmClassifier
from neopain.vision.scoring.novelty import PrincipalComponentNovelty
from neopain_export.study.features.feature_table import FeatureTable

FEWEST_WINDOWS = 20
SMOOTHING_S = 3.0
"""The presets' own averaging, to compare with."""
KNOWN_SCORES = 9
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
