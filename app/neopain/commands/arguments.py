"""Arguments that several commands share, read once and checked at the door."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}
LONGEST_S = 7 * 24 * 3600.0


def seconds(text: str) -> float:
    """`60s`, `5m`, `1h` or plain seconds as seconds. Raises: argparse.ArgumentTypeError."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", text.strip().lower())
    if match is None or match[2] not in _UNITS:
        raise argparse.ArgumentTypeError(f"expected a duration such as 60s, 5m or 1h; got {text!r}")
    value = float(match[1]) * _UNITS[match[2]]
    if not 0 < value <= LONGEST_S:
        raise argparse.ArgumentTypeError(f"expected a duration above 0 and up to 7 days; got {text!r}")
    return value


def add_data(parser: argparse.ArgumentParser) -> None:
    """The option that says where sessions are kept."""
    parser.add_argument(
        "--data",
        type=_folder,
        metavar="DIR",
        help="folder of the sessions and of the promoted model "
        "(default: the variable NEOPAIN_DATA, else the user's data folder)",
    )


def _folder(text: str) -> Path:
    # An empty name, as of a variable that is not set in somebody's script, would be the folder it runs in.
    if not text.strip():
        raise argparse.ArgumentTypeError("expected a folder; got nothing")
    return Path(text)


def add_cpu(parser: argparse.ArgumentParser) -> None:
    """The option that leaves a GPU alone."""
    parser.add_argument(
        "--cpu", action="store_true", help="run the network on the CPU even where a GPU works"
    )
