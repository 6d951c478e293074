"""`neopain-export features`: pictures to a feature file."""

from __future__ import annotations

import argparse
from pathlib import Path

from neopain_export.commands.options.data_options import FEATURE_FILE, add_data_options, inputs, look, told
from neopain_export.commands.options.outputs import new_file
from neopain_export.study.features.feature_table import is_feature_file, save


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `features`."""
    parser = commands.add_parser(
        "features",
        help="extract features of labelled pictures, cached and resumable",
        description="Look at every picture as the monitor does and write the features as one .npz file. "
        "Start it again after an interruption: what was done is not done twice.",
    )
    add_data_options(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the .npz file to write")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    out = new_file(args.out, "--out", inputs(args), own=is_feature_file, suffix=FEATURE_FILE)
    looking = look(args)
    table = looking.table
    save(table, out)
    print(told(looking))  # noqa: T201
    print(f"{args.out}: {table.layout.id}")  # noqa: T201
    return 0
