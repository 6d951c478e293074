"""The features of a whole set, with labels, subjects, and what was left out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault
from neopain.core.features import FeatureBlock, FeatureLayout

SCHEMA = 1


@dataclass(frozen=True, slots=True, eq=False)
class FeatureTable:
    """One row a picture that could be assessed.

    Attributes:
        title, simulated: of the sample set.
        layout: which features stand where.
        values: float32 (n, layout.size).
        labels: int64 (n,), 1 pain, 0 not pain.
        subjects, groups, states, names: text (n,).
        networks: name and sha256 of every model file that took part, the face landmarker too.
        left_out: why pictures are missing here, and how many.
        left_out_with_pain: how many of them were labelled pain.
    """

    title: str
    simulated: bool
    layout: FeatureLayout
    values: NDArray[np.float32]
    labels: NDArray[np.int64]
    subjects: NDArray[np.str_]
    groups: NDArray[np.str_]
    states: NDArray[np.str_]
    names: NDArray[np.str_]
    networks: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    left_out_with_pain: int = 0

    def __post_init__(self) -> None:
        count = len(self.labels)
        if self.values.shape != (count, self.layout.size):
            raise ValueError(f"expected values ({count}, {self.layout.size}); got {self.values.shape}")
        for column in (self.subjects, self.groups, self.states, self.names):
            if len(column) != count:
                raise ValueError(f"expected {count} entries in every column; got {len(column)}")

    def columns(self, blocks: tuple[str, ...]) -> NDArray[np.float32]:
        """The features of the named blocks side by side, float32 (n, d)."""
        return np.concatenate([self.values[:, self.layout.slice_of(name)] for name in blocks], axis=1)

    def rows(self, chosen: NDArray[np.bool_]) -> FeatureTable:
        """The table of the chosen rows only."""
        return FeatureTable(
            self.title,
            self.simulated,
            self.layout,
            self.values[chosen],
            self.labels[chosen],
            self.subjects[chosen],
            self.groups[chosen],
            self.states[chosen],
            self.names[chosen],
            self.networks,
            self.left_out,
            self.left_out_with_pain,
        )


def join(tables: list[FeatureTable]) -> FeatureTable:
    """The tables' rows one after another. Raises: SettingFault when they do not hold the same features."""
    first = tables[0]
    left_out: Counter[str] = Counter()
    for table in tables:
        if table.layout != first.layout or table.networks != first.networks:
            raise SettingFault(
                f"expected the same features in {table.title} as in {first.title}; extract again"
            )
        left_out.update(dict(table.left_out))
    return FeatureTable(
        " and ".join(table.title for table in tables),
        all(table.simulated for table in tables),
        first.layout,
        np.concatenate([table.values for table in tables]),
        np.concatenate([table.labels for table in tables]),
        np.concatenate([table.subjects for table in tables]),
        np.concatenate([table.groups for table in tables]),
        np.concatenate([table.states for table in tables]),
        np.concatenate([table.names for table in tables]),
        first.networks,
        tuple(sorted(left_out.items())),
        sum(table.left_out_with_pain for table in tables),
    )


def save(table: FeatureTable, path: Path) -> None:
    """Write the table as one `.npz` that holds no pickled objects."""
    head = {
        "schema": SCHEMA,
        "title": table.title,
        "simulated": table.simulated,
        "layout": [[block.name, block.size] for block in table.layout.blocks],
        "networks": table.networks,
        "left_out": table.left_out,
        "left_out_with_pain": table.left_out_with_pain,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        np.savez_compressed(
            stream,
            head=np.array(json.dumps(head)),
            values=table.values,
            labels=table.labels,
            subjects=table.subjects,
            groups=table.groups,
            states=table.states,
            names=table.names,
        )


def load(path: Path) -> FeatureTable:
    """Read what `save` wrote. Raises: SettingFault for anything else."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            head: dict[str, Any] = json.loads(str(stored["head"]))
            if head["schema"] != SCHEMA:
                raise SettingFault(
                    f"expected schema {SCHEMA} in {path}; got {head['schema']}; extract the features again"
                )
            return FeatureTable(
                title=head["title"],
                simulated=head["simulated"],
                layout=FeatureLayout(tuple(FeatureBlock(name, size) for name, size in head["layout"])),
                values=stored["values"],
                labels=stored["labels"],
                subjects=stored["subjects"],
                groups=stored["groups"],
                states=stored["states"],
                names=stored["names"],
                networks=tuple((name, sha256) for name, sha256 in head["networks"]),
                left_out=tuple((reason, count) for reason, count in head["left_out"]),
                left_out_with_pain=head["left_out_with_pain"],
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise SettingFault(
            f"expected a feature file written by `neopain-export features`; got {path}: {error}"
        ) from error
