"""`neopain-export explain`: what a model's score hangs on, in single pictures and over a set."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

import numpy as np

from neopain.core.errors import SettingFault
from neopain.core.features import FeatureVector
from neopain.vision.explaining.occlusion import CELLS, OcclusionMap, occlusion_map
from neopain.vision.scoring.classifier import load_classifier
from neopain_export.commands.options import numbers
from neopain_export.commands.options.data_options import FEATURE_FILE, idle
from neopain_export.commands.options.outputs import new_folder
from neopain_export.study.data.public_sets import READERS
from neopain_export.study.data.simulated_sets import TITLES
from neopain_export.study.explanations.faces import Faces, Seer, given_pictures
from neopain_export.study.explanations.importance import Importance, Scored, by_features, by_regions
from neopain_export.study.explanations.report import Explanation, write
from neopain_export.study.features.feature_table import load
from neopain_export.study.report.markdown import interval

MAPS = 12
COUNT = 60
REPEATS, REGION_REPEATS = 10, 1


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `explain`."""
    parser = commands.add_parser(
        "explain",
        help="what a model's score hangs on: occlusion maps, importance of blocks and face regions",
        description="Draw occlusion maps on aligned faces, and measure what the score is worth when a block "
        "of features or a region of the face is another infant's. It explains the model, never the infant. "
        "Maps show the faces of the pictures that you give.",
    )
    parser.add_argument("model", type=Path, metavar="MODEL", help="a classifier's folder")
    parser.add_argument(
        "pictures",
        metavar="PICTURES",
        help="as --data of `study`, a folder of pictures without labels, one picture, or a feature file "
        "(.npz), which gives importance by block only",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for maps and tables")
    parser.add_argument("--layout", choices=list(READERS), help="the public set that the folder holds")
    parser.add_argument(
        "--seed", type=numbers.seed, default=1, help="of exchanges, intervals, drawn sets (1)"
    )
    parser.add_argument("--count", type=numbers.count, help=f"pictures of a drawn set ({COUNT})")
    parser.add_argument("--maps", type=numbers.whole(0, 10_000), help=f"draw at most so many maps ({MAPS})")
    parser.add_argument(
        "--cells", type=numbers.whole(3, 28), help=f"pieces of a map along each side ({CELLS})"
    )
    parser.add_argument(
        "--repeats", type=numbers.whole(1, 1000), default=REPEATS, help=f"exchanges of each block ({REPEATS})"
    )
    parser.add_argument(
        "--region-repeats",
        type=numbers.whole(0, 100),
        help=f"exchanges of each region, a look at every picture each ({REGION_REPEATS}; 0 for none)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    inputs = [args.model, *([] if args.pictures in TITLES else [Path(args.pictures)])]
    out = new_folder(args.out, "--out", inputs)
    if args.count is not None and args.pictures not in TITLES:
        raise idle("count", "a set that is not drawn")
    found = _of_features(args) if args.pictures.endswith(FEATURE_FILE) else _of_pictures(args)
    write(found, out)
    for one in found.importances:
        lost = f"AUC lost {interval(one.drop, signed=True)}, " if np.isfinite(one.drop.value) else ""
        sys.stdout.write(f"{one.kind} {one.name}: {lost}score changes by {interval(one.change)} points\n")
    sys.stdout.write(f"{len(found.maps)} maps; written: {out}\n")
    return 0


def _of_features(args: argparse.Namespace) -> Explanation:
    for option in ("layout", "maps", "cells", "region_repeats"):
        if getattr(args, option) is not None:
            raise idle(option, "a feature file, which holds no faces")
    table, classifier = load(Path(args.pictures)), load_classifier(args.model)
    if table.layout != classifier.layout:
        raise SettingFault(
            f"expected the features of {classifier.model_id}, {classifier.layout.id}; got {table.layout.id}; "
            "extract those blocks"
        )

    def points(row: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> float:
        return classifier.score(FeatureVector(row, table.layout)).points

    told = np.array([points(row) for row in table.values])
    scored = Scored(table.labels, table.subjects, told)
    importances = by_features(scored, table.values, table.layout, points, args.repeats, args.seed)
    rows = list(zip(table.names.tolist(), table.subjects.tolist(), table.labels.tolist(), told, strict=True))
    refused = table.refused
    left_out = (
        () if refused is None else tuple(zip(refused.names.tolist(), refused.reasons.tolist(), strict=True))
    )
    command = shlex.join(("neopain-export", *args.words))
    return Explanation(
        classifier.model_id, table.title, table.simulated, command, args.seed, None, left_out, rows,
        importances, {}, len(set(table.subjects.tolist())),
    )  # fmt: skip


def _of_pictures(args: argparse.Namespace) -> Explanation:
    given = given_pictures(args.pictures, args.layout, args.seed, args.count or COUNT)
    seer = Seer(args.model)
    faces = seer.look(given)
    maps: dict[str, OcclusionMap] = {}
    for one in faces.seen[: MAPS if args.maps is None else args.maps]:
        sys.stderr.write(f"map of {one.name}\n")
        drawn = occlusion_map(one.crop, seer.score, args.cells or CELLS)
        if drawn is not None:
            maps[one.name] = drawn
    subjects = [one.subject for one in faces.seen]
    importances = _importances(args, seer, faces) if len(set(subjects)) > 1 else []
    if not importances:
        sys.stdout.write("note: pictures of one infant only: there is no other infant's part to exchange\n")
    rows = [(one.name, one.subject, one.label, one.points) for one in faces.seen]
    command = shlex.join(("neopain-export", *args.words))
    return Explanation(
        seer.models.classifier.model_id, given.title, given.simulated, command, args.seed, faces,
        faces.left_out, rows, importances, maps, len(set(subjects)),
    )  # fmt: skip


def _importances(args: argparse.Namespace, seer: Seer, faces: Faces) -> list[Importance]:
    scored = Scored(
        np.array([one.label for one in faces.seen], np.int64),
        np.array([one.subject for one in faces.seen]),
        np.array([one.points for one in faces.seen]),
    )
    values = np.stack([one.features for one in faces.seen])
    layout = seer.models.classifier.layout
    found = by_features(scored, values, layout, seer.points, args.repeats, args.seed)
    repeats = REGION_REPEATS if args.region_repeats is None else args.region_repeats
    if repeats:
        images = [one.crop.image for one in faces.seen]
        found += by_regions(
            scored,
            images,
            seer.score,
            repeats,
            args.seed,
            lambda name: print(f"region {name}", file=sys.stderr),  # noqa: T201
        )
    return found
