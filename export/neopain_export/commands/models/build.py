"""`neopain-export build`: the bundled classifier again, from nothing but the repository."""

from __future__ import annotations

import argparse
import tempfile
from contextlib import nullcontext
from pathlib import Path

from neopain import paths
from neopain.core.errors import SettingFault
from neopain_export.commands.options import numbers
from neopain_export.commands.options.data_options import Looking, told
from neopain_export.commands.options.outputs import new_folder
from neopain_export.study.features.executors import choose_crew
from neopain_export.study.features.feature_cache import is_cache
from neopain_export.training import bundled
from neopain_export.training.actions import model as action_model


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `build`."""
    parser = commands.add_parser(
        "build",
        help="make the bundled classifier and the heads of the facial actions again, and compare them",
        description="Draw the simulated neonates, look at them, train, and write the folder. On the same "
        "machine with the same libraries the pickle comes out bit for bit the same; elsewhere the "
        "difference is told.",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="the folder (models/pain_svm)")
    parser.add_argument(
        "--check", action="store_true", help="compare only, write nothing; exit 1 if it differs"
    )
    parser.add_argument("--jobs", type=numbers.jobs, default=-1, help="processes (one a core)")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="keep features here; else nothing is reused"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    if args.check and args.out is not None:
        raise SettingFault("--out does nothing with --check, which writes nothing; leave one out")
    # Without --out the bundled model itself is renewed: that is what this command is for.
    out = paths.models() / bundled.FOLDER if args.out is None else new_folder(args.out, "--out", [])
    if args.cache is not None:
        args.cache = new_folder(args.cache, "--cache", [], is_cache)
    committed = paths.models() / bundled.FOLDER
    holder = tempfile.TemporaryDirectory() if args.cache is None else nullcontext(args.cache)
    with holder as cache:
        crew = choose_crew(args.jobs, None)
        actions = action_model.build(crew, Path(cache))
        table, trained = bundled.build(crew, Path(cache))
    print(told(Looking(table, (), ())))  # noqa: T201
    result = trained.result
    print(  # noqa: T201
        f"{result['protocol']} (SIMULATED): accuracy {result['accuracy']}, AUC {result['auc']}, intensity "
        f"against the truth {result.get('intensity_correlation', 'not learnt')}"
    )
    seen = bundled.compare_with(committed, trained)
    if not args.check:
        bundled.write(trained, out)
        beside = out.parent / action_model.FOLDER
        action_model.write(actions, beside)
        print(f"written: {out} and {beside}")  # noqa: T201
    print(_in_words(seen, committed))  # noqa: T201
    same_heads = action_model.same_as(actions, paths.models() / action_model.FOLDER)
    print(f"the heads of the facial actions are {'' if same_heads else 'not '}the same, bit for bit")  # noqa: T201
    same = same_heads and seen is not None and seen.same_pickle and seen.same_manifest
    return 0 if same or not args.check else 1


def _in_words(seen: bundled.Comparison | None, committed: Path) -> str:
    if seen is None:
        return f"there was no model in {committed} to compare with"
    if seen.same_pickle and seen.same_manifest:
        return f"the same, bit for bit, as the model and the manifest in {committed}"
    if seen.same_pickle:
        return f"the same pickle as in {committed}, but its manifest says something else"
    if seen.largest_difference is None:
        return f"another model than the one in {committed}, which cannot be opened here to compare"
    return (
        f"not bit for bit the model in {committed} (another recipe or drawing, or a processor that rounds "
        "otherwise): on the training pictures the probabilities differ by at most "
        f"{seen.largest_difference:.2g}"
    )
