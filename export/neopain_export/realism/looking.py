"""Shows a drawn set to the monitor's face search and to the expression network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from neopain import paths
from neopain_export.realism.gates import Look
from neopain_export.study.data.simulated_sets import simulated_set
from neopain_export.study.features.executors import Executor
from neopain_export.study.features.expression_block import DISTRESS
from neopain_export.study.features.expression_block import NAME as EXPRESSION
from neopain_export.study.features.extraction import extract
from neopain_export.study.features.extractor import Equipment
from neopain_export.study.features.feature_table import FeatureTable


def looks(seed: int, count: int, title: str, executor: Executor, cache: Path) -> list[Look]:
    """Look at the first `count` drawings of a set; what the cache holds is not drawn again.

    Raises: ModelFault, EnvironmentFault; SettingFault when no face was found in any.
    """
    equipment = Equipment((EXPRESSION,), (), paths.models() / "face_landmarker")
    samples = simulated_set(title, seed, count, told=True)
    return looks_of(extract(samples, equipment, executor, cache, keep_poor_views=True))


def looks_of(table: FeatureTable) -> list[Look]:
    """The looks in a table with the expression network's classes, poor views kept; faces found first."""
    distress = table.columns((EXPRESSION,))[:, DISTRESS].astype(np.float64).sum(axis=1)
    found = [
        _look(str(table.states[row]), {name: str(column[row]) for name, column in table.about.items()}, told)
        for row, told in enumerate(distress.tolist())
    ]
    lost = table.refused
    if lost is None:
        return found
    missed = [
        _look(str(lost.states[row]), {name: str(column[row]) for name, column in lost.about.items()}, None)
        for row in range(len(lost.labels))
    ]
    return [*found, *missed]


def _look(state: str, known: Mapping[str, str], told: float | None) -> Look:
    return Look(
        state=state,
        bare=not known["hindrances"] and known["incubator_wall"] == known["side_lying"] == "no",
        yaw_deg=float(known["yaw_deg"]),
        roll_deg=float(known["roll_deg"]),
        found=told is not None,
        distress=told,
        mouth=float(known["vertical_stretch"]),
    )
