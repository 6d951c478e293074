"""`neopain-export pin`: say in the program which bundled models it may use."""

from __future__ import annotations

import argparse

from neopain import paths
from neopain.vision.models.bundled_digests import MANIFESTS
from neopain_export.training.release.pins import digests_of, pin


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `pin`."""
    parser = commands.add_parser(
        "pin",
        help="write the digests of the bundled models into the program (for its developers)",
        description="The monitor uses a bundled model only if its manifest has the digest that stands in "
        "app/neopain/vision/models/bundled_digests.py. After a change under models/, write that file again. "
        "Models of your own are promoted instead.",
    )
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 if they differ")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    if args.check:
        found = digests_of(paths.models())
        changed = sorted({*found.items()} ^ {*MANIFESTS.items()})
        for name in dict.fromkeys(name for name, _ in changed):
            print(f"{name}: not the manifest that the program knows")  # noqa: T201
        return 1 if changed else 0
    written = pin(paths.models())
    print("nothing has changed" if written is None else f"written: {written}")  # noqa: T201
    return 0
