"""`neopain-export actions`: how well the facial actions are told, against what was truly drawn."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from neopain import paths
from neopain.core.errors import RecordFault
from neopain.vision.actions.heads import heads_of
from neopain.vision.models.manifest import read_trusted
from neopain_export.commands.options import numbers
from neopain_export.commands.options.outputs import new_file, new_folder
from neopain_export.study.data.simulated_sets import simulated_set
from neopain_export.study.features.executors import Executor, choose_crew
from neopain_export.study.features.extraction import extract
from neopain_export.study.features.extractor import Equipment
from neopain_export.study.features.feature_cache import is_cache
from neopain_export.study.features.feature_table import join
from neopain_export.training.actions.model import BEYOND, FOLDER, SETS, equipment
from neopain_export.training.actions.tables import ARMS, TITLE, actions_report, bundled_report


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `actions`."""
    parser = commands.add_parser(
        "actions",
        help="measure the facial actions against what was drawn",
        description="Draw the simulated neonates, look at them, fit the heads of the facial actions on the "
        "training groups by several kinds of features, and write a table of how well each action is told on "
        "other infants, by skin tone and camera. The bundled heads are made by `neopain-export build`.",
    )
    parser.add_argument(
        "--bundled",
        action="store_true",
        help="measure the heads that the monitor uses, on the test group of the second hard set; fit none",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="the table as Markdown (default: the terminal)"
    )
    parser.add_argument("--seed", type=numbers.seed, default=1, metavar="N", help="which sets (default 1)")
    parser.add_argument("--jobs", type=numbers.jobs, default=-1, help="processes (one a core)")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="keep features here; else nothing is reused"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Returns: 0. Raises: NeopainError."""
    if args.out is not None:
        args.out = new_file(args.out, "--out", [], _is_page, ".md")
    if args.cache is not None:
        args.cache = new_folder(args.cache, "--cache", [], is_cache)
    holder = tempfile.TemporaryDirectory() if args.cache is None else nullcontext(args.cache)
    with holder as cache:
        crew = choose_crew(args.jobs, None)
        text = (_bundled if args.bundled else _fitted)(args.seed, crew, Path(cache))
    if args.out is None:
        sys.stdout.write(text)
        return 0
    try:
        args.out.write_text(text, "utf-8")
    except OSError as error:
        raise RecordFault(f"expected to write {args.out}; got {error.strerror}; choose another") from error
    return 0


def _fitted(seed: int, crew: Executor, cache: Path) -> str:
    blocks = tuple(dict.fromkeys(block for arm in ARMS.values() for block in arm))
    models = paths.models()
    networks = (models / "vgg16_imagenet_int8", models / "dlib_face_int8")
    looking = Equipment(blocks, networks, models / "face_landmarker")
    drawn = [simulated_set(title, seed, count, told=True) for title, count in SETS]
    seen = [extract(one, looking, crew, cache, keep_poor_views=True) for one in drawn]
    return actions_report(join(seen), extract(drawn[-1], looking, crew, cache))


def _bundled(seed: int, crew: Executor, cache: Path) -> str:
    manifest, payload = read_trusted(paths.models() / FOLDER)
    looking = equipment()
    title, count = BEYOND
    drawn = simulated_set(title, seed, count, told=True, group="test")
    seen = extract(drawn, looking, crew, cache)
    heads = heads_of(payload, seen.layout.size, manifest.id)
    return bundled_report(heads, manifest.id, seen)


def _is_page(path: Path) -> bool:
    """Whether a file is such a table: it may be made again."""
    try:
        return path.read_text("utf-8").startswith(TITLE)
    except (OSError, UnicodeError):
        return False
