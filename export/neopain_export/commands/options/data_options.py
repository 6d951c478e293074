"""The options that say which pictures are looked at, with what, and by whom."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass, replace
from pathlib import Path

from neopain import paths
from neopain.core.audit import AuditAction
from neopain.core.errors import SettingFault
from neopain_export.clips.kept_clips import look_at
from neopain_export.commands.options import numbers
from neopain_export.commands.options.outputs import new_folder
from neopain_export.study.data import doubles
from neopain_export.study.data.csv_manifest import ReadingOptions
from neopain_export.study.data.datasets import clips_in, open_set
from neopain_export.study.data.likeness import likeness_of
from neopain_export.study.data.pain_scales import NFCS_RANGE, NIPS_RANGE, LabelRule
from neopain_export.study.data.public_sets import READERS
from neopain_export.study.data.samples import SampleSet
from neopain_export.study.data.simulated_sets import DEFAULT_COUNT, TITLES
from neopain_export.study.features.executors import Executor, choose_crew
from neopain_export.study.features.extraction import extract
from neopain_export.study.features.extractor import Equipment, default_blocks
from neopain_export.study.features.feature_cache import is_cache
from neopain_export.study.features.feature_table import FeatureTable, load

BUNDLED_NETWORK = "vgg16_imagenet"
LANDMARKER = "face_landmarker"
FEATURE_FILE = ".npz"
EVERY_S = ReadingOptions().frame_every_s
_DISK_ONLY = frozenset({"layout", "nips_at_least", "nfcs_at_least", "frame_every", "other_columns", "by"})
_EXTRACTION_ONLY = frozenset({"blocks", "keep_poor_views", "gpu", "dask", "cache", "count"})
_SCORE_OPTIONS = {"nips_at_least": "nips", "nfcs_at_least": "nfcs", "frame_every": "frame-every"}


def add_data_options(parser: argparse.ArgumentParser) -> None:
    """Options of `features`, `study` and `train`; None stands for what was not said."""
    parser.add_argument(
        "--data",
        required=True,
        metavar="DATA",
        help=f"{', '.join(TITLES)}, a CSV manifest, a folder with labels.csv, a folder with --layout, "
        "or a feature file (.npz) of `neopain-export features`",
    )
    parser.add_argument("--layout", choices=list(READERS), help="the public set that the folder holds")
    parser.add_argument(
        "--nips-at-least",
        type=numbers.number(0.0, NIPS_RANGE[1]),
        metavar="N",
        help="NIPS from which it is pain (3)",
    )
    parser.add_argument(
        "--nfcs-at-least",
        type=numbers.number(0.0, NFCS_RANGE[1]),
        metavar="N",
        help="NFCS from which it is pain (3)",
    )
    parser.add_argument(
        "--frame-every", type=numbers.seconds, metavar="S", help="seconds between a video's frames (1)"
    )
    parser.add_argument(
        "--other-columns",
        type=numbers.names(),
        metavar="NAMES",
        help="columns of the CSV that are none of ours, though they are called alike",
    )
    parser.add_argument("--seed", type=numbers.seed, help="of simulated pictures, folds and bootstrap (1)")
    parser.add_argument("--count", type=numbers.count, help=f"simulated pictures ({DEFAULT_COUNT})")
    parser.add_argument(
        "--network",
        type=Path,
        action="append",
        metavar="DIR",
        help="a network's folder, as `neopain-export import` writes it; may be repeated (the bundled VGG-16)",
    )
    parser.add_argument(
        "--blocks", type=numbers.names(), metavar="NAMES", help="feature blocks with commas (all that fit)"
    )
    parser.add_argument(
        "--keep-poor-views",
        action="store_true",
        default=None,
        help="keep pictures that the monitor refuses",
    )
    parser.add_argument(
        "--gpu", action="store_true", default=None, help="run networks on CUDA where it works"
    )
    parser.add_argument(
        "--dask", metavar="WHERE", help="extract on Dask workers: a scheduler's address, or local:N"
    )
    add_looking_options(parser)


def add_looking_options(parser: argparse.ArgumentParser) -> None:
    """Of the data options those that say nothing of the set: who looks, what is let pass, with what help."""
    parser.add_argument(
        "--by",
        type=numbers.initials,
        metavar="INITIALS",
        help="who looks at kept clips that the CSV names; the record's audit gets a row for each",
    )
    parser.add_argument(
        "--accept",
        type=numbers.names(tuple(doubles.KINDS)),
        metavar="KINDS",
        help=f"doubles to accept instead of refusing the set: {', '.join(doubles.KINDS)}",
    )
    parser.add_argument("--jobs", type=numbers.jobs, help="processes (one a core)")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="folder of cached features (in the data folder)"
    )


@dataclass(frozen=True, slots=True)
class Looking:
    """The table, the folders of the networks that it came from, and what must be told of the set."""

    table: FeatureTable
    networks: tuple[Path, ...]
    remarks: tuple[str, ...]


def inputs(args: argparse.Namespace) -> list[Path]:
    """Every path that the data options read from."""
    data = [] if args.data in TITLES else [Path(args.data)]
    return [*data, *(args.network or [])]


def look(args: argparse.Namespace, frame_every_s: float = EVERY_S) -> Looking:
    """The features that the options name; fills in the options that were not said.

    `frame_every_s` stands for a --frame-every that was not said. Raises: NeopainError.
    """
    _refuse_idle(args)
    seed_given, args.seed = args.seed, 1 if args.seed is None else args.seed
    jobs_given, args.jobs = args.jobs, _cores() if args.jobs is None else args.jobs
    accepted = frozenset(args.accept or ())
    networks = tuple(args.network or [paths.models() / BUNDLED_NETWORK])
    if args.data.endswith(FEATURE_FILE):
        table = load(Path(args.data))
        found = [*doubles.spelled_alike(table.subjects.tolist()), *table.same_rows()]
        return _looking(table, networks, doubles.refuse(found, accepted))
    if args.command == "features":
        if seed_given is not None and args.data not in TITLES:
            raise idle("seed", "a set that is not drawn, when nothing is split")
        if jobs_given is not None and args.dask is not None:
            raise idle("jobs", "--dask, whose workers do the work")
    samples = _samples(args, frame_every_s)
    executor = choose_crew(args.jobs, args.dask)
    try:
        remarks = (*samples.remarks, *_refuse_doubles(samples, executor, accepted))
    except SettingFault as fault:
        also = "".join(f"; also: {remark}" for remark in samples.remarks)
        raise SettingFault(f"{fault}{also}") from fault
    equipment = Equipment(
        blocks=args.blocks or default_blocks(networks),
        networks=networks,
        landmarker=paths.models() / LANDMARKER,
        prefer_gpu=bool(args.gpu),
    )
    cache = paths.data() / "features"
    if args.cache is not None:
        cache = new_folder(args.cache, "--cache", inputs(args), is_cache)
    table = extract(samples, equipment, executor, cache, keep_poor_views=bool(args.keep_poor_views))
    return _looking(table, networks, remarks)


def _looking(table: FeatureTable, networks: tuple[Path, ...], remarks: tuple[str, ...]) -> Looking:
    """With the remarks in the table, so that a feature file tells them, too."""
    everything = tuple(dict.fromkeys((*table.remarks, *remarks)))
    return Looking(replace(table, remarks=everything), networks, everything)


def told(looking: Looking) -> str:
    """Lines on a table: how many pictures, what was left out, and what else must be known."""
    table = looking.table
    left_out = ", ".join(f"{reason} {count}" for reason, count in table.left_out) or "none"
    sizes = (
        f"{table.title}: {len(table.labels)} pictures of {len(set(table.subjects.tolist()))} subjects, "
        f"{int(table.labels.sum())} with pain; left out: {left_out} ({table.left_out_with_pain} with pain)"
    )
    return "\n".join([sizes, *(f"note: {remark}" for remark in looking.remarks)])


def _samples(args: argparse.Namespace, frame_every_s: float) -> SampleSet:
    rule = LabelRule()
    options = ReadingOptions(
        LabelRule(args.nips_at_least or rule.nips_at_least, args.nfcs_at_least or rule.nfcs_at_least),
        args.frame_every or frame_every_s,
        frozenset(name.lower() for name in args.other_columns or ()),
    )
    samples = open_set(args.data, args.layout, options, args.seed, args.count or DEFAULT_COUNT)
    for option, use in _SCORE_OPTIONS.items():
        if getattr(args, option) is not None and use not in samples.used:
            raise idle(option, f"{samples.title}, where nothing asks for it")
    _tell_audit(samples, args.by)
    return samples


def _tell_audit(samples: SampleSet, by: str | None) -> None:
    """A row for each kept clip, before any of its pictures is looked at. Raises: NeopainError."""
    clips = clips_in(samples)
    if by is None and clips:
        raise SettingFault(
            f"expected --by INITIALS: {samples.title} names {len(clips)} kept clips, and who looks at them "
            "is written down"
        )
    if by is not None and not clips:
        raise idle("by", f"{samples.title}, which names no kept clip")
    for clip in clips:
        look_at(clip, by=by or "", what=AuditAction.CLIP_STUDIED)


def _refuse_doubles(samples: SampleSet, executor: Executor, accepted: frozenset[str]) -> tuple[str, ...]:
    """Look for doubles before any feature is computed; drawn sets have none. Raises: SettingFault."""
    if not isinstance(samples.samples, tuple):
        return ()
    listed = samples.samples
    found = [*doubles.spelled_alike(one.subject for one in listed), *doubles.same_content(listed)]
    remarks = doubles.refuse(found, accepted)
    likeness = list(executor.map(likeness_of, (one.picture for one in listed)))
    alike = doubles.same_to_the_eye(listed, doubles.stacked(likeness), found)
    return (*remarks, *doubles.refuse(alike, accepted))


def _refuse_idle(args: argparse.Namespace) -> None:
    """Refuse options that this kind of data gives nothing to do. Raises: SettingFault."""
    if args.data in TITLES:
        unused, why = _DISK_ONLY | {"accept"}, f"--data {args.data}"
    elif args.data.endswith(FEATURE_FILE):
        unused, why = _DISK_ONLY | _EXTRACTION_ONLY, "a feature file, whose features are there already"
        if args.command != "train":
            unused |= {"network"}
    else:
        unused, why = frozenset({"count"}), "a set that is not drawn"
        if args.layout is not None:
            unused |= {"other_columns"}
    for option in sorted(unused):
        if getattr(args, option) is not None:
            raise idle(option, why)


def idle(option: str, why: str) -> SettingFault:
    """The fault of an option, by its attribute's name, that this kind of data gives nothing to do."""
    name = option.replace("_", "-")
    return SettingFault(f"--{name} does nothing with {why}; leave it out")


def _cores() -> int:
    return os.cpu_count() or 1
