"""`neopain-export`: the command line of the makers."""

from __future__ import annotations

import argparse
import importlib
import io
import logging
import sys
from collections.abc import Sequence

from neopain import __version__
from neopain.core.errors import NeopainError

COMMANDS = {
    "simulate": "synthesis.simulate",
    "realism": "measurement.realism",
    "import": "networks.import_weights",
    "import-detector": "networks.import_detector",
    "quantise": "networks.quantise",
    "way-up": "networks.way_up",
    "covering": "networks.covering",
    "annotate": "annotation.annotate",
    "adjudicate": "annotation.adjudicate",
    "annotations": "annotation.annotations",
    "features": "measurement.features",
    "study": "measurement.study",
    "verify": "measurement.verify",
    "events": "measurement.events",
    "agreement": "measurement.agreement",
    "learning": "measurement.learning",
    "explain": "measurement.explain",
    "train": "models.train",
    "temporal": "models.temporal",
    "promote": "models.promote",
    "build": "models.build",
    "actions": "measurement.actions",
    "pin": "models.pin",
    "sounds": "synthesis.sounds",
}
"""Each command's module below `neopain_export.commands`, in the order of the help."""

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, or 1 for a failure told in one line; bad use exits with 2."""
    parser = argparse.ArgumentParser(
        prog="neopain-export",
        description="Make, measure and choose the models of NeoPain. Investigational; not a medical device.",
    )
    parser.add_argument("--version", action="version", version=f"neopain-export {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    words = sys.argv[1:] if argv is None else argv
    for name in asked_for(words):
        importlib.import_module(f"neopain_export.commands.{name}").register(commands)
    _write_any_text()
    given = parser.parse_args(argv)
    given.words = tuple(words)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        return int(given.run(given))
    except NeopainError as error:
        print(f"neopain-export: {' '.join(str(error).split())}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        print("neopain-export: interrupted", file=sys.stderr)  # noqa: T201
        return INTERRUPTED


def asked_for(words: Sequence[str]) -> list[str]:
    """The module of the command that is the first word, else all: what some of them load takes seconds."""
    first = words[0] if words else ""
    return [COMMANDS[first]] if first in COMMANDS else list(COMMANDS.values())


def _write_any_text() -> None:
    """What the terminal's encoding does not hold, as in a file's name, is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
