"""`neopain-export study`: the paper's tables."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

from neopain.core.errors import SettingFault
from neopain_export.commands.options import numbers
from neopain_export.commands.options.data_options import add_data_options, inputs, look, told
from neopain_export.commands.options.outputs import new_folder
from neopain_export.study.evaluation.configurations import (
    ALL_FEATURES,
    CLASSIFIERS,
    FULL_GRID,
    QUICK_GRID,
    Grid,
)
from neopain_export.study.evaluation.rankers import SELECTORS
from neopain_export.study.report.markdown import table
from neopain_export.study.report.runner import StudyWish, is_study, run_study
from neopain_export.study.report.tables import HEADLINE, headline_rows


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `study`."""
    parser = commands.add_parser(
        "study",
        help="compare networks, selectors and classifiers as Zamzmi et al. 2018 did",
        description="Evaluate deep, handcrafted and mixed features with every selector, k and classifier, "
        "split by subject, and write tables.md, results.csv and plots. Results of simulated sets say so "
        "everywhere.",
    )
    add_data_options(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for tables and plots")
    parser.add_argument(
        "--protocol",
        action="append",
        metavar="NAME",
        help="loso, grouped-K-fold or fixed; may be repeated (fixed where there is a test group, else loso)",
    )
    parser.add_argument(
        "--repeats",
        type=numbers.whole(1, 1000),
        default=1,
        help="other splits of a grouped protocol for the best recipes, with corrected intervals (1)",
    )
    parser.add_argument("--quick", action="store_true", help="a small grid")
    parser.add_argument(
        "--selectors",
        type=numbers.names(tuple(SELECTORS)),
        metavar="NAMES",
        help=f"out of {', '.join(SELECTORS)}",
    )
    parser.add_argument(
        "--classifiers",
        type=numbers.names(tuple(CLASSIFIERS)),
        metavar="NAMES",
        help=f"out of {', '.join(CLASSIFIERS)}",
    )
    parser.add_argument(
        "--ks", type=_ks, metavar="NUMBERS", help="features to select, with commas; `all` selects none out"
    )
    parser.add_argument(
        "--choice",
        action="append",
        metavar="BLOCKS",
        help="features to compare: blocks with + between, and | between parts that are ranked apart; may be "
        "repeated (every arm alone, and mixed)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    if args.quick and args.selectors and args.classifiers and args.ks:
        raise SettingFault("--quick does nothing beside --selectors, --classifiers and --ks; leave it out")
    out = new_folder(args.out, "--out", inputs(args), own=is_study)
    looking = look(args)
    features = looking.table
    print(told(looking))  # noqa: T201
    chosen = QUICK_GRID if args.quick else FULL_GRID
    grid = Grid(
        args.selectors or chosen.selectors, args.ks or chosen.ks, args.classifiers or chosen.classifiers
    )
    wish = StudyWish(
        tuple(args.protocol or ()),
        grid,
        args.seed,
        args.jobs,
        _command(args),
        looking.remarks,
        args.repeats,
        tuple(args.choice or ()),
    )
    studies = run_study(features, wish, out)
    for study in studies:
        print(f"\n{study.protocol}{' (SIMULATED)' if features.simulated else ''}")  # noqa: T201
        head = HEADLINE[:-1]
        print("\n".join(table(head, [row[: len(head)] for row in headline_rows(study)])))  # noqa: T201
    print(f"\n{args.out}: tables.md, results.csv; check it with `neopain-export verify {args.out}`")  # noqa: T201
    return 0


def _ks(text: str) -> tuple[int, ...]:
    """Whole numbers with commas between; `all` for all features."""
    return numbers.wholes(1, ALL_FEATURES)(re.sub(r"\ball\b", str(ALL_FEATURES), text))


def _command(args: argparse.Namespace) -> str:
    """The whole command as it was given, without this machine's folders."""
    return " ".join(["neopain-export", *(shlex.quote(Path(word).name or word) for word in args.words)])
