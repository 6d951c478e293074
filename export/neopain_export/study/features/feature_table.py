"""The features of a whole set, with labels, subjects, and what was left out."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import RecordFault, SettingFault
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain_export.study.data.doubles import NOT_KNOWN, Double
from neopain_export.study.features.refused import COLUMNS, RefusedPictures, join_about, join_refused

SCHEMA = 2
READABLE = frozenset({1, 2})
POOR_VIEWS = "poor views kept: "
"""How the remark on pictures begins that the monitor refuses and somebody wanted kept."""


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
        refused: those of them that have a label, row by row; None in a table of an older release.
        about: the set's other columns, text (n,) each, for tables by subgroup.
        rule: how scores became labels; "" when the set came with labels, or in a table of an older release.
        remarks: what was told of the set when it was looked at, doubles that were accepted among it: whoever
            reads the table must be told, too.
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
    refused: RefusedPictures | None = None
    about: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)
    rule: str = ""
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.labels)
        if self.values.shape != (count, self.layout.size):
            raise ValueError(f"expected values ({count}, {self.layout.size}); got {self.values.shape}")
        for column in (self.subjects, self.groups, self.states, self.names, *self.about.values()):
            if len(column) != count:
                raise ValueError(f"expected {count} entries in every column; got {len(column)}")

    def columns(self, blocks: tuple[str, ...]) -> NDArray[np.float32]:
        """The features of the named blocks side by side, float32 (n, d)."""
        return np.concatenate([self.values[:, self.layout.slice_of(name)] for name in blocks], axis=1)

    def places(self, blocks: tuple[str, ...]) -> NDArray[np.intp]:
        """Where the features of the named blocks stand, int (d,); `columns` are the values there."""
        slices = [self.layout.slice_of(name) for name in blocks]
        return np.concatenate([np.arange(one.start, one.stop) for one in slices])

    def rows(self, chosen: NDArray[np.bool_]) -> FeatureTable:
        """The table of the chosen rows only."""
        return replace(
            self,
            values=self.values[chosen],
            labels=self.labels[chosen],
            subjects=self.subjects[chosen],
            groups=self.groups[chosen],
            states=self.states[chosen],
            names=self.names[chosen],
            about={name: column[chosen] for name, column in self.about.items()},
        )

    def refuse_gaps(self, blocks: tuple[str, ...]) -> None:
        """Whether everything can be learnt from. Raises: SettingFault where a value is no finite number.

        The mesh has none where it confirmed no face; a network in half precision may overflow.
        """
        for name in dict.fromkeys(blocks):
            finite = np.isfinite(self.values[:, self.layout.slice_of(name)])
            gaps = np.flatnonzero(~finite.all(axis=1))
            if len(gaps):
                raise SettingFault(
                    f"expected numbers in every feature; {name} has none in {len(gaps)} of "
                    f"{len(self.labels)} pictures, such as {self.names[gaps[0]]}; leave the block out, or "
                    "those pictures"
                )

    def digest(self) -> str:
        """sha256 in hex of everything that decides a study's numbers."""
        content = hashlib.sha256(self.layout.id.encode())
        for column in (self.values, self.labels):
            content.update(np.ascontiguousarray(column).tobytes())
        for texts in (self.subjects, self.groups, self.states, self.names):
            content.update("\n".join(texts.tolist()).encode() + b"\0")
        return content.hexdigest()

    def same_rows(self) -> list[Double]:
        """Rows with equal features: one picture under two names."""
        found: list[Double] = []
        first: dict[bytes, str] = {}
        for row, name in zip(self.values, self.names.tolist(), strict=True):
            key = hashlib.blake2b(np.ascontiguousarray(row).tobytes(), digest_size=16).digest()
            if key in first:
                found.append(Double("same-picture", first[key], name))
            first.setdefault(key, name)
        return found


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
    names = tuple(dict.fromkeys(name for table in tables for name in table.about))
    refused = [table.refused for table in tables if table.refused is not None]
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
        join_refused(refused) if len(refused) == len(tables) else None,
        join_about([(table.about, len(table.labels)) for table in tables], names),
        "; ".join(dict.fromkeys(table.rule for table in tables if table.rule)),
        tuple(dict.fromkeys(remark for table in tables for remark in table.remarks)),
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
        "about": list(table.about),
        "refused": None if table.refused is None else list(table.refused.about),
        "rule": table.rule,
        "remarks": table.remarks,
    }
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as stream:
            np.savez_compressed(
                stream,
                head=np.array(json.dumps(head)),
                values=table.values,
                labels=table.labels,
                subjects=table.subjects,
                groups=table.groups,
                states=table.states,
                names=table.names,
                **_columns_of("about", table.about),
                **({} if table.refused is None else _refused_columns(table.refused)),
            )
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise RecordFault(
            f"expected to write {path}; got {error.strerror}; check space and permissions"
        ) from error


def is_feature_file(path: Path) -> bool:
    """Whether the file is one that `save` wrote."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            return "schema" in json.loads(str(stored["head"]))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, TypeError):
        return False


def load(path: Path) -> FeatureTable:
    """Read what `save` wrote. Raises: SettingFault for anything else."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            head: dict[str, Any] = json.loads(str(stored["head"]))
            if head["schema"] not in READABLE:
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
                refused=_refused(stored, head),
                about={name: stored[f"about_{place}"] for place, name in enumerate(head.get("about", []))},
                rule=head.get("rule", ""),
                remarks=tuple(head.get("remarks", (NOT_KNOWN,))),
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, TypeError) as error:
        raise SettingFault(
            f"expected a feature file written by `neopain-export features`; got {path}: {error}"
        ) from error


def _columns_of(word: str, about: Mapping[str, NDArray[np.str_]]) -> dict[str, Any]:
    """Under numbers, because a column's name may be anything and these become file names in the archive."""
    return {f"{word}_{place}": column for place, column in enumerate(about.values())}


def _refused_columns(refused: RefusedPictures) -> dict[str, Any]:
    plain = {f"refused_{name}": getattr(refused, name) for name in ("labels", *COLUMNS)}
    return plain | _columns_of("refused_about", refused.about)


def _refused(stored: Mapping[str, Any], head: dict[str, Any]) -> RefusedPictures | None:
    names = head.get("refused")
    if names is None:
        return None
    return RefusedPictures(
        labels=stored["refused_labels"],
        **{name: stored[f"refused_{name}"] for name in COLUMNS},
        about={name: stored[f"refused_about_{place}"] for place, name in enumerate(names)},
    )
