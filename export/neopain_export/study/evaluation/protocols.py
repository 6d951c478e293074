"""How a set is split: always by subject, never by picture."""

from __future__ import annotations

import re
import warnings
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import LeaveOneGroupOut, StratifiedGroupKFold

from neopain.core.errors import SettingFault
from neopain_export.study.features.feature_table import FeatureTable

Split: TypeAlias = tuple[NDArray[np.intp], NDArray[np.intp]]

INNER_FOLDS = 3
_GROUPED = re.compile(r"^grouped-(\d+)-fold$")


def splits(table: FeatureTable, protocol: str, seed: int) -> list[Split]:
    """Training and test rows of every fold.

    Args:
        table: labelled features.
        protocol: `loso` (leave one subject out), `grouped-K-fold` (stratified, by subject), or `fixed` (the
            group column's train and test).
        seed: of the grouped folds' shuffle.

    Raises: SettingFault when the set cannot be split so.
    """
    _check_classes(table.labels, "the set")
    if protocol == "fixed":
        return [_fixed(table)]
    subjects = len(np.unique(table.subjects))
    if protocol == "loso":
        if subjects < INNER_FOLDS + 1:
            raise SettingFault(f"leave-one-subject-out needs {INNER_FOLDS + 1} subjects; got {subjects}")
        return list(LeaveOneGroupOut().split(table.values, table.labels, table.subjects))
    match = _GROUPED.match(protocol)
    if match is None:
        raise SettingFault(f"expected the protocol loso, grouped-K-fold or fixed; got {protocol!r}")
    folds = int(match[1])
    if folds < 2:
        raise SettingFault(f"expected two folds or more; got the protocol {protocol}")
    _check_enough(protocol, folds, subjects, "subjects")
    _check_enough(protocol, folds, int(np.bincount(table.labels).max()), "pictures of one class")
    return _by_subject(table.labels, table.subjects, folds, seed)


def inner_splits(labels: NDArray[np.int64], subjects: NDArray[np.str_], seed: int) -> list[Split]:
    """Folds of a training part, by subject, for calibration. Raises: SettingFault with too few subjects."""
    per_class = [len(np.unique(subjects[labels == value])) for value in (0, 1)]
    folds = min(INNER_FOLDS, *per_class)
    if folds < 2:
        raise SettingFault(
            f"calibration needs two subjects of each class in every training part; got {per_class[1]} "
            f"with pain and {per_class[0]} without"
        )
    found = _by_subject(labels, subjects, folds, seed)
    for train, _ in found:
        _check_classes(labels[train], "a calibration fold")
    return found


def _by_subject(labels: NDArray[np.int64], subjects: NDArray[np.str_], folds: int, seed: int) -> list[Split]:
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        # A class that is rarer than folds leaves some without it; what needs both says so in our words.
        warnings.simplefilter("ignore", UserWarning)
        return list(splitter.split(labels, labels, subjects))


def _check_enough(protocol: str, folds: int, there: int, what: str) -> None:
    if folds > there:
        raise SettingFault(
            f"{protocol} needs {folds} {what}, one for each fold; the set has {there}; add infants"
        )


def _fixed(table: FeatureTable) -> Split:
    train = np.flatnonzero(table.groups == "train")
    test = np.flatnonzero(table.groups == "test")
    if not len(train) or not len(test):
        raise SettingFault(
            f"the protocol fixed needs pictures of the groups train and test; got {len(train)}, {len(test)}"
        )
    shared = set(table.subjects[train]) & set(table.subjects[test])
    if shared:
        raise SettingFault(f"expected no subject in both train and test; got {', '.join(sorted(shared)[:5])}")
    _check_classes(table.labels[train], "the group train")
    _check_classes(table.labels[test], "the group test")
    return train, test


def _check_classes(labels: NDArray[np.int64], what: str) -> None:
    if len(np.unique(labels)) < 2:
        raise SettingFault(f"expected pictures with and without pain in {what}; got one class only")
