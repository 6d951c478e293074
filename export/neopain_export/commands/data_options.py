"""The options that say which pictures are looked at, with what, and by whom."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from neopain import paths
from neopain_export.study.data.csv_manifest import ReadingOptions
from neopain_export.study.data.datasets import open_set
from neopain_export.study.data.pain_scales import LabelRule
from neopain_export.study.data.public_sets import READERS
from neopain_export.study.data.simulated_sets import DEFAULT_COUNT
from neopain_export.study.features.executors import choose_crew
from neopain_export.study.features.extraction import extract
from neopain_export.study.features.extractor import Equipment, default_blocks
from neopain_export.study.features.feature_table import FeatureTable, load

BUNDLED_NETWORK = "vgg16_imagenet"
LANDMARKER = "face_landmarker"


def add_data_options(parser: argparse.ArgumentParser) -> None:
    """Options of `features`, `study` and `train`."""
    parser.add_argument(
        "--data",
        required=True,
        metavar="DATA",
        help="simulated, simulated-hard, a CSV manifest, a folder with labels.csv, a folder with --layout, "
        "or a feature file (.npz) of `neopain-export features`",
    )
    parser.add_argument("--layout", choices=list(READERS), help="the public set that the folder holds")
    parser.add_argument(
        "--nips-at-least", type=float, default=3.0, metavar="N", help="NIPS from which it is pain (3)"
    )
    parser.add_argument(
        "--nfcs-at-least", type=float, default=3.0, metavar="N", help="NFCS from which it is pain (3)"
    )
    parser.add_argument(
        "--frame-every", type=_seconds, default=1.0, metavar="S", help="seconds between a video's frames (1)"
    )
    parser.add_argument("--seed", type=int, default=1, help="of simulated pictures, folds and bootstrap (1)")
    parser.add_argument(
        "--count", type=_positive, default=DEFAULT_COUNT, help=f"simulated pictures ({DEFAULT_COUNT})"
    )
    parser.add_argument(
        "--network",
        type=Path,
        action="append",
        metavar="DIR",
        help="a network's folder, as `neopain-export import` writes it; may be repeated (the bundled VGG-16)",
    )
    parser.add_argument(
        "--blocks", type=_names, metavar="NAMES", help="feature blocks with commas (all that fit)"
    )
    parser.add_argument(
        "--keep-poor-views", action="store_true", help="keep pictures that the monitor refuses"
    )
    parser.add_argument("--gpu", action="store_true", help="run networks on CUDA where it works")
    parser.add_argument("--jobs", type=_jobs, default=_cores(), help="processes (one a core)")
    parser.add_argument(
        "--dask", metavar="WHERE", help="extract on Dask workers: a scheduler's address, or local:N"
    )
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="folder of cached features (in the data folder)"
    )


@dataclass(frozen=True, slots=True)
class Looking:
    """The table, and the folders of the networks that it came from."""

    table: FeatureTable
    networks: tuple[Path, ...]


def look(args: argparse.Namespace) -> Looking:
    """The features that the options name. Raises: NeopainError."""
    networks = tuple(args.network or [paths.models() / BUNDLED_NETWORK])
    if args.data.endswith(".npz"):
        return Looking(load(Path(args.data)), networks)
    options = ReadingOptions(LabelRule(args.nips_at_least, args.nfcs_at_least), args.frame_every)
    samples = open_set(args.data, args.layout, options, args.seed, args.count)
    equipment = Equipment(
        blocks=args.blocks or default_blocks(networks),
        networks=networks,
        landmarker=paths.models() / LANDMARKER,
        prefer_gpu=args.gpu,
    )
    cache = args.cache or paths.data() / "features"
    table = extract(
        samples, equipment, choose_crew(args.jobs, args.dask), cache, keep_poor_views=args.keep_poor_views
    )
    return Looking(table, networks)


def told(table: FeatureTable) -> str:
    """One line on a table: how many pictures, and what was left out."""
    left_out = ", ".join(f"{reason} {count}" for reason, count in table.left_out) or "none"
    return (
        f"{table.title}: {len(table.labels)} pictures of {len(set(table.subjects.tolist()))} subjects, "
        f"{int(table.labels.sum())} with pain; left out: {left_out} ({table.left_out_with_pain} with pain)"
    )


def _cores() -> int:
    return os.cpu_count() or 1


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected at least 1; got {value}")
    return value


def _jobs(text: str) -> int:
    value = int(text)
    if value == 0:
        raise argparse.ArgumentTypeError("expected 1 or more, or -1 for every core; got 0")
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 0.0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"expected seconds above 0; got {text}")
    return value
