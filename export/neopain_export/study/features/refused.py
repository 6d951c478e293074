"""The pictures of a set that could not be assessed: who, what, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

COLUMNS = ("names", "subjects", "groups", "states", "reasons")


@dataclass(frozen=True, slots=True, eq=False)
class RefusedPictures:
    """One row a labelled picture without features.

    Attributes:
        labels: int64 (m,), 1 pain, 0 not pain.
        names, subjects, groups, states: text (m,), as in the feature table.
        reasons: text (m,), why the monitor would say "cannot assess".
        about: the set's other columns, text (m,) each.
    """

    labels: NDArray[np.int64]
    names: NDArray[np.str_]
    subjects: NDArray[np.str_]
    groups: NDArray[np.str_]
    states: NDArray[np.str_]
    reasons: NDArray[np.str_]
    about: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in COLUMNS:
            if len(getattr(self, name)) != len(self.labels):
                raise ValueError(f"expected {len(self.labels)} entries in {name}")

    def rows(self, chosen: NDArray[np.bool_]) -> RefusedPictures:
        """The chosen rows only."""
        return _made(
            self.labels[chosen],
            [getattr(self, name)[chosen] for name in COLUMNS],
            {name: column[chosen] for name, column in self.about.items()},
        )


def no_refused() -> RefusedPictures:
    """No picture was refused."""
    return _made(np.zeros(0, np.int64), [np.zeros(0, np.str_) for _ in COLUMNS], {})


def join_refused(parts: list[RefusedPictures]) -> RefusedPictures:
    """The rows of all, one after another; a column that a part lacks is empty there."""
    names = dict.fromkeys(name for part in parts for name in part.about)
    return _made(
        np.concatenate([part.labels for part in parts]),
        [np.concatenate([getattr(part, name) for part in parts]) for name in COLUMNS],
        join_about([(part.about, len(part.labels)) for part in parts], tuple(names)),
    )


def join_about(
    parts: list[tuple[Mapping[str, NDArray[np.str_]], int]], names: tuple[str, ...]
) -> dict[str, NDArray[np.str_]]:
    """Other columns of several tables, each with its number of rows, one after another."""
    return {
        name: np.concatenate([about.get(name, np.full(count, "", np.str_)) for about, count in parts])
        for name in names
    }


def _made(
    labels: NDArray[np.int64], columns: list[NDArray[np.str_]], about: Mapping[str, NDArray[np.str_]]
) -> RefusedPictures:
    names, subjects, groups, states, reasons = columns
    return RefusedPictures(labels, names, subjects, groups, states, reasons, about)
