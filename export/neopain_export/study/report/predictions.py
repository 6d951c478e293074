"""Every probability of a study, picture by picture: what a reviewer recomputes the tables from.

`predictions/PROTOCOL.csv.gz` holds all configurations with every digit, `configurations.csv` says what their
columns are, and `predictions.csv` is the readable extract: the best of each kind.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neopain.core.errors import SettingFault
from neopain_export.csv_text import csv_text
from neopain_export.study.evaluation.configurations import Configuration, FeatureChoice
from neopain_export.study.evaluation.evaluation import Predictions
from neopain_export.study.features.refused import RefusedPictures
from neopain_export.study.report.results import KINDS, StudyResults

CONFIGURATIONS = "configurations.csv"
READABLE = "predictions.csv"
FOLDER = "predictions"
_COLUMNS = ("picture", "subject", "label", "group", "state", "fold", "share_of_pain_learned", "refusal")
_ABOUT = "about:"


def prediction_files(studies: list[StudyResults]) -> dict[str, bytes]:
    """The files of this module by their names in the study's folder."""
    files = {
        CONFIGURATIONS: _configurations_csv(studies[0]).encode(),
        READABLE: _readable_csv(studies).encode(),
    }
    for study in studies:
        files[f"{FOLDER}/{study.protocol}.csv.gz"] = packed(_wide_csv(study))
    return files


@dataclass(frozen=True, slots=True, eq=False)
class ReadPredictions:
    """One protocol's file read back.

    Attributes:
        columns: probabilities by configuration, float64 (n,).
        texts: names, subjects, groups, states of the assessed pictures, text (n,).
        labels, folds, shares: (n,).
        about: other columns, text (n,).
        refused: the refused pictures.
    """

    columns: Predictions
    texts: Mapping[str, NDArray[np.str_]]
    labels: NDArray[np.int64]
    folds: NDArray[np.intp]
    shares: NDArray[np.float64]
    about: Mapping[str, NDArray[np.str_]]
    refused: RefusedPictures


def read_predictions(folder: Path, protocol: str) -> ReadPredictions:
    """What `prediction_files` wrote of one protocol. Raises: SettingFault for anything else."""
    path = folder / FOLDER / f"{protocol}.csv.gz"
    try:
        with (folder / CONFIGURATIONS).open(newline="", encoding="utf-8") as stream:
            configurations = [_configuration(row) for row in csv.DictReader(stream)]
        text = gzip.decompress(path.read_bytes()).decode("utf-8")
        head, *rows = list(csv.reader(io.StringIO(text)))
        return _read(head, rows, configurations)
    except (OSError, ValueError, KeyError, EOFError, IndexError) as error:
        raise SettingFault(f"expected the predictions of a study in {path}; got {error}") from error


def _read(head: list[str], rows: list[list[str]], configurations: list[Configuration]) -> ReadPredictions:
    start = len(head) - len(configurations)
    about = [name.removeprefix(_ABOUT) for name in head[len(_COLUMNS) : start]]
    if head[: len(_COLUMNS)] != list(_COLUMNS) or any(len(row) != len(head) for row in rows):
        raise ValueError(f"expected the columns {', '.join(_COLUMNS)}")
    seen = [row for row in rows if not row[7]]
    lost = [row for row in rows if row[7]]
    values = np.array([[float(cell) for cell in row[start:]] for row in seen], np.float64)
    names = {"names": 0, "subjects": 1, "groups": 3, "states": 4}
    return ReadPredictions(
        columns={one: values[:, place] for place, one in enumerate(configurations)},
        texts={name: _texts(seen, place) for name, place in names.items()},
        labels=np.array([int(row[2]) for row in seen], np.int64),
        folds=np.array([int(row[5]) - 1 for row in seen], np.intp),
        shares=np.array([float(row[6]) for row in seen], np.float64),
        about={name: _texts(seen, len(_COLUMNS) + place) for place, name in enumerate(about)},
        refused=RefusedPictures(
            labels=np.array([int(row[2]) for row in lost], np.int64),
            **{name: _texts(lost, place) for name, place in names.items()},
            reasons=_texts(lost, 7),
            about={name: _texts(lost, len(_COLUMNS) + place) for place, name in enumerate(about)},
        ),
    )


def _texts(rows: list[list[str]], place: int) -> NDArray[np.str_]:
    return np.array([row[place] for row in rows], np.str_)


def _wide_csv(study: StudyResults) -> str:
    tested, refused = study.tested, study.tested.refused
    about = list(tested.about)
    ids = [_id(place) for place in range(len(study.results))]
    columns = np.stack([result.probabilities for result in study.results], axis=1)
    rows = [[*_COLUMNS, *(f"{_ABOUT}{name}" for name in about), *ids]]
    for place, name in enumerate(tested.names.tolist()):
        rows.append(
            [
                name,
                str(tested.subjects[place]),
                str(tested.labels[place]),
                str(tested.groups[place]),
                str(tested.states[place]),
                str(tested.folds[place] + 1),
                repr(float(tested.shares[place])),
                "",
                *(str(tested.about[column][place]) for column in about),
                *(repr(value) for value in columns[place].tolist()),
            ]
        )
    count = 0 if refused is None else len(refused.labels)
    rows.extend(_refused_row(refused, place, about, len(ids)) for place in range(count))
    return csv_text(rows)


def _refused_row(refused: RefusedPictures | None, place: int, about: list[str], empty: int) -> list[str]:
    if refused is None:
        return []
    return [
        str(refused.names[place]),
        str(refused.subjects[place]),
        str(refused.labels[place]),
        str(refused.groups[place]),
        str(refused.states[place]),
        "",
        "",
        str(refused.reasons[place]),
        *(str(refused.about[column][place]) if column in refused.about else "" for column in about),
        *([""] * empty),
    ]


def _readable_csv(studies: list[StudyResults]) -> str:
    head = ["protocol", "picture", "subject", "fold", "label", "state", "refusal"]
    rows = [[*head, *(f"probability_{kind}" for kind in KINDS)]]
    for study in studies:
        tested, refused = study.tested, study.tested.refused
        best = [study.best(kind) for kind in KINDS]
        for place, name in enumerate(tested.names.tolist()):
            given = ["" if one is None else f"{one.probabilities[place]:.6f}" for one in best]
            fold, label = str(tested.folds[place] + 1), str(tested.labels[place])
            state = str(tested.states[place])
            rows.append([study.protocol, name, str(tested.subjects[place]), fold, label, state, "", *given])
        if refused is not None:
            for place, name in enumerate(refused.names.tolist()):
                label, state = str(refused.labels[place]), str(refused.states[place])
                reason, subject = str(refused.reasons[place]), str(refused.subjects[place])
                rows.append([study.protocol, name, subject, "", label, state, reason, *([""] * len(best))])
    return csv_text(rows)


def _configurations_csv(study: StudyResults) -> str:
    rows = [["id", "features", "network", "selector", "k", "classifier", "blocks"]]
    for place, result in enumerate(study.results):
        one = result.configuration
        rows.append(
            [
                _id(place),
                one.choice.kind,
                one.choice.network,
                one.selector,
                str(one.k),
                one.classifier,
                one.choice.in_words,
            ]
        )
    return csv_text(rows)


def _configuration(row: dict[str, str]) -> Configuration:
    parts = tuple(tuple(part.strip().split("+")) for part in row["blocks"].split("|"))
    choice = FeatureChoice(row["features"], row["network"], parts)
    return Configuration(choice, row["selector"], int(row["k"]), row["classifier"])


def _id(place: int) -> str:
    return f"c{place + 1:05d}"


def packed(text: str) -> bytes:
    """The text compressed, the same bytes whenever it is written."""
    stream = io.BytesIO()
    # Neither time nor name inside: equal studies give equal bytes.
    with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed:
        packed.write(text.encode("utf-8"))
    return stream.getvalue()
