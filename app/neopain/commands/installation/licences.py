"""`neopain licences`: what NeoPain is made of here, under which licences, and as a bill for auditors."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from neopain import paths
from neopain.bedside.exports.own_files import refuse_own_file
from neopain.commands.installation.installed_parts import Part, bundled_models, installed_parts, licence_texts
from neopain.commands.installation.software_bill import software_bill
from neopain.commands.output import say
from neopain.core.clock import SystemClock
from neopain.reports.formats.one_file import write_text


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "List what NeoPain is made of on this machine, with versions and licences: the libraries that are "
        "installed and the bundled models."
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--texts", action="store_true", help="with the licence texts that came with each part")
    form.add_argument(
        "--sbom", metavar="FILE|-", help="write a software bill of materials instead (CycloneDX 1.6, JSON)"
    )
    parser.add_argument(
        "--everything",
        action="store_true",
        help="with what the makers of models and the developers need, where it is installed",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print or write it. Raises: ModelFault, RecordFault."""
    parts = installed_parts(everything=arguments.everything)
    models = bundled_models(paths.models())
    if arguments.sbom is not None:
        bill = software_bill(parts, models, SystemClock().utc())
        _write(arguments.sbom, json.dumps(bill, indent=2, ensure_ascii=False))
        return 0
    for part in (*parts, *models):
        say(f"{part.name:28}  {part.version:16}  {part.licence}")
    if arguments.texts:
        for part in parts:
            _say_texts(part)
    return 0


def _say_texts(part: Part) -> None:
    for name, text in licence_texts(part):
        say(f"\n{'=' * 78}\n{part.name} {part.version}: {name}\n{'=' * 78}")
        say(text.rstrip())


def _write(where: str, text: str) -> None:
    if where == "-":
        say(text)
        return
    refuse_own_file(Path(where))
    write_text(Path(where), lambda stream: print(text, file=stream), replace=True)
