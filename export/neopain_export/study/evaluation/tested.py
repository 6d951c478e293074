"""The pictures that a protocol tests, without their features: all that the tables are computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from neopain_export.study.evaluation.protocols import Split
from neopain_export.study.features.feature_table import FeatureTable
from neopain_export.study.features.refused import RefusedPictures


@dataclass(frozen=True, slots=True, eq=False)
class TestedPictures:
    """One row a tested picture.

    Attributes:
        title, simulated, rule: of the set.
        layout_id, networks: what looked at it.
        left_out, left_out_with_pain: of the whole set.
        names, subjects, groups, states: text (n,).
        labels: int64 (n,).
        folds: int (n,), which fold tested the row.
        shares: float64 (n,), the share of pain among the pictures that the row's model learned from.
        refused: pictures of the tested part that could not be assessed; None when the set does not say which.
        about: the set's other columns, text (n,) each.
    """

    title: str
    simulated: bool
    rule: str
    layout_id: str
    networks: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, int], ...]
    left_out_with_pain: int
    names: NDArray[np.str_]
    subjects: NDArray[np.str_]
    groups: NDArray[np.str_]
    states: NDArray[np.str_]
    labels: NDArray[np.int64]
    folds: NDArray[np.intp]
    shares: NDArray[np.float64]
    refused: RefusedPictures | None
    about: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)

    @property
    def with_refused(self) -> AllPictures | None:
        """Assessed and refused pictures together; None when the refused are not known."""
        if self.refused is None:
            return None
        # A refused picture belongs to its infant's fold; an infant with no other picture is one of its own.
        of_infant = dict(zip(self.subjects.tolist(), self.folds.tolist(), strict=True))
        one_fold = len(np.unique(self.folds)) == 1
        next_fold = int(self.folds.max(initial=0)) + 1
        folds = []
        for subject in self.refused.subjects.tolist():
            if one_fold:
                of_infant.setdefault(subject, int(self.folds[0]))
            elif subject not in of_infant:
                of_infant[subject], next_fold = next_fold, next_fold + 1
            folds.append(of_infant[subject])
        count = len(self.labels)
        return AllPictures(
            labels=np.concatenate([self.labels, self.refused.labels]),
            subjects=np.concatenate([self.subjects, self.refused.subjects]),
            states=np.concatenate([self.states, self.refused.states]),
            folds=np.concatenate([self.folds, np.array(folds, np.intp)]),
            assessed=np.arange(count + len(folds)) < count,
        )


@dataclass(frozen=True, slots=True, eq=False)
class AllPictures:
    """Assessed pictures first, then the refused: columns as in TestedPictures, and which are which."""

    labels: NDArray[np.int64]
    subjects: NDArray[np.str_]
    states: NDArray[np.str_]
    folds: NDArray[np.intp]
    assessed: NDArray[np.bool_]


def pictures_under_test(
    table: FeatureTable, folds: list[Split], numbers: NDArray[np.intp], protocol: str
) -> TestedPictures:
    """The rows that `folds` tests, `numbers` being their folds (-1: never tested)."""
    shares = np.full(len(table.labels), np.nan)
    for train, test in folds:
        shares[test] = table.labels[train].mean()
    chosen = numbers >= 0
    refused = table.refused
    if refused is not None and protocol == "fixed":
        refused = refused.rows(refused.groups == "test")
    return TestedPictures(
        title=table.title,
        simulated=table.simulated,
        rule=table.rule,
        layout_id=table.layout.id,
        networks=table.networks,
        left_out=table.left_out,
        left_out_with_pain=table.left_out_with_pain,
        names=table.names[chosen],
        subjects=table.subjects[chosen],
        groups=table.groups[chosen],
        states=table.states[chosen],
        labels=table.labels[chosen],
        folds=numbers[chosen],
        shares=shares[chosen],
        refused=refused,
        about={name: column[chosen] for name, column in table.about.items()},
    )
