"""`neopain-export way-up`: the witness of the way up, from nothing but the repository."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from neopain import paths
from neopain_export.commands.options import numbers
from neopain_export.commands.options.outputs import new_folder
from neopain_export.networks.network_folder import write_network_folder
from neopain_export.training.way_up import learnt

SEED, PICTURES, CHECKED = 11, 480, 96


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `way-up`."""
    parser = commands.add_parser(
        "way-up",
        help="learn the network that tells an upright face from one on its head",
        description="Learn the witness of the way up on drawings of known roll, and check it on others. "
        "The bundled one in models/way_up was made so.",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the new network")
    parser.add_argument("--seed", type=numbers.seed, default=SEED, help=f"of the drawings (default: {SEED})")
    parser.add_argument("--count", type=numbers.count, default=PICTURES, help="drawings to learn from")
    parser.add_argument("--check", type=numbers.count, default=CHECKED, help="drawings to check on")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Learn, check, write. Returns: 0. Raises: NeopainError."""
    out = new_folder(args.out, "--out", [])
    witness = learnt(paths.models(), args.seed, args.count, args.check)
    made = write_network_folder(out, witness.graph, witness.described)
    for line in (f"{out / made.file} ({made.bytes / 1e6:.1f} MB)", *witness.described.notes):
        sys.stdout.write(line + "\n")
    return 0
