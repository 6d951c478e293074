"""`neopain-export temporal`: teach a model what its scores over some seconds say together."""

from __future__ import annotations

import argparse
import shlex
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

from neopain import paths
from neopain.core.errors import ModelFault, RecordFault, SettingFault
from neopain.core.temporal.head import LONGEST_S, SHORTEST_S
from neopain.vision.models.manifest import MANIFEST_FILE, Manifest, read_manifest
from neopain.vision.scoring.classifier import load_classifier
from neopain.vision.scoring.novelty import load_novelty
from neopain_export.commands.options import numbers
from neopain_export.commands.options.data_options import FEATURE_FILE, add_looking_options, look, told
from neopain_export.commands.options.outputs import new_folder
from neopain_export.study.data.doubles import accepted_among
from neopain_export.study.data.simulated_sets import FILMS, TITLES
from neopain_export.study.evaluation.configurations import network_of
from neopain_export.training.fitting.film_windows import films_of
from neopain_export.training.fitting.temporal import FittedHead, fit_head
from neopain_export.training.folder.model_folder import write_texts

WINDOW_S, LEVEL, EVERY_S = 4.0, 5.0, 0.5
_UNUSED = (
    "layout", "nips_at_least", "nfcs_at_least", "other_columns", "network", "blocks", "keep_poor_views",
    "gpu", "dask",
)  # fmt: skip


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `temporal`."""
    parser = commands.add_parser(
        "temporal",
        help="teach a model what its scores over some seconds say together",
        description="Learn a temporal head from films: mean, maximum, slope and share of time over a level "
        "of a model's own scores. It becomes a part of the model's manifest; the monitor averages by it once "
        "its window is filled, and states the window in the alarm's delay. Writes a new folder.",
    )
    parser.add_argument("model", type=Path, metavar="MODEL", help="the classifier's folder")
    parser.add_argument(
        "--data",
        required=True,
        metavar="DATA",
        help=f"a CSV of videos, a feature file (.npz) of the model's blocks, or {FILMS}",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder of the model with the head"
    )
    parser.add_argument(
        "--name", type=numbers.model_name, help="the new model's name (the old one with -time)"
    )
    parser.add_argument(
        "--window",
        type=numbers.number(SHORTEST_S - 0.01, LONGEST_S),
        default=WINDOW_S,
        metavar="S",
        help=f"seconds to look back, {SHORTEST_S:g} to {LONGEST_S:g} ({WINDOW_S:g}); all of it is delay",
    )
    parser.add_argument(
        "--level",
        type=numbers.number(0.0, 9.9),
        default=LEVEL,
        metavar="POINTS",
        help=f"points over which time is counted ({LEVEL:g})",
    )
    parser.add_argument(
        "--frame-every",
        type=numbers.seconds,
        metavar="S",
        help=f"seconds between a video's frames ({EVERY_S:g})",
    )
    parser.add_argument("--seed", type=numbers.seed, help="of drawn films, folds and intervals (1)")
    parser.add_argument("--count", type=numbers.count, help="pictures of drawn films")
    add_looking_options(parser)
    parser.set_defaults(run=run, **dict.fromkeys(_UNUSED))


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    data = [] if args.data in TITLES else [Path(args.data)]
    out = new_folder(args.out, "--out", [args.model, *data])
    if args.data in TITLES and args.data != FILMS:
        raise SettingFault(f"expected films; {args.data} is of single pictures; say --data {FILMS}")
    classifier = load_classifier(args.model)
    novelty = load_novelty(args.model, classifier.manifest)
    if not args.data.endswith(FEATURE_FILE):
        args.blocks = tuple(block.name for block in classifier.layout.blocks)
        args.network = _networks(args.model, classifier.manifest)
    looking = look(args, EVERY_S)
    sys.stdout.write(f"{told(looking)}\n")
    films = films_of(looking.table, classifier, novelty)
    fitted = fit_head(films, args.window, args.level, args.seed)
    values = _values(args, fitted, looking.table.title, simulated=looking.table.simulated)
    accepted = accepted_among(looking.remarks)
    if accepted:
        values["result"]["temporal_doubles"] = "; ".join(accepted)
    try:
        shutil.copytree(args.model, out, dirs_exist_ok=True)
        (out / MANIFEST_FILE).unlink()
    except OSError as error:
        raise RecordFault(f"expected to copy {args.model} to {out}; got {error.strerror}") from error
    write_texts(out, values)
    read_manifest(out)
    mark = " (SIMULATED)" if looking.table.simulated else ""
    for name in ("temporal", "smoothed"):
        sys.stdout.write(f"{name}{mark}: {_words(fitted.result, name)}\n")
    sys.stdout.write(f"{args.out}: next, `neopain-export promote {args.out}`\n")
    return 0


def _values(args: argparse.Namespace, fitted: FittedHead, title: str, *, simulated: bool) -> dict[str, Any]:
    """The manifest of the model with the head and what was found on held-out infants."""
    values = tomllib.loads((args.model / MANIFEST_FILE).read_text("utf-8"))
    values["name"] = args.name or f"{values['name']}-time"[:64]
    command = shlex.join(("neopain-export", *args.words))
    values["made_by"] = f"{values['made_by']}; then {command}"
    values["temporal"] = fitted.values()
    values["result"] = dict(values.get("result", {})) | fitted.result | {"temporal_data": title}
    values["result"]["temporal_simulated"] = simulated
    return values


def _words(result: dict[str, float | int | str], name: str) -> str:
    metrics = ("auc", "brier", "sensitivity", "specificity")
    return ", ".join(
        f"{metric} {result[key]}{_between(result, key)}"
        for metric in metrics
        if (key := f"{name}_{metric}") in result
    )


def _between(result: dict[str, float | int | str], key: str) -> str:
    return (
        f" [{result[f'{key}_low']}, {result[f'{key}_high']}]" if f"{key}_low" in result else " [no interval]"
    )


def _networks(folder: Path, manifest: Manifest) -> list[Path]:
    """Folders of the networks that the model's blocks name. Raises: SettingFault for a missing one."""
    part = manifest.classifier
    layout, recorded = ((), {}) if part is None else (part.layout.blocks, part.networks)
    needed = {name for block in layout if (name := network_of(block.name)) is not None}
    found: dict[str, Path] = {}
    for place in (folder, folder.resolve().parent, paths.models()):
        for one in sorted(path.parent for path in place.glob(f"*/{MANIFEST_FILE}")):
            try:
                other = read_manifest(one)
            except ModelFault:  # whatever else lies beside the model, as the bedside looks, too
                continue
            if other.name in needed - set(found) and other.sha256 == recorded.get(other.name, other.sha256):
                found[other.name] = one
    if needed - set(found):
        raise SettingFault(
            f"expected the networks {', '.join(sorted(needed - set(found)))} in or beside {folder}; "
            "bring them there"
        )
    return list(found.values())
