"""`neopain doctor`: what works here, what does not, and what to do."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from neopain import paths
from neopain.commands.arguments import add_cpu, add_data
from neopain.commands.installation import doctor_checks
from neopain.commands.installation.doctor_checks import Finding, Level
from neopain.commands.output import say
from neopain.commands.startup.system_libraries import import_failure

MARKS = {Level.OK: "ok", Level.NOTE: "note", Level.BROKEN: "BROKEN"}


def register(parser: argparse.ArgumentParser) -> None:
    """Describe the command and add its arguments."""
    parser.description = (
        "Check models, GPU, cameras, sound, display, disk and privacy. "
        "Exit code 0 only when monitoring can work here."
    )
    parser.add_argument("--json", action="store_true", help="as JSON, for scripts")
    add_data(parser)
    add_cpu(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Examine everything and print it. Returns: 0 when monitoring can work, else 1."""
    findings = list(examine(paths.data(arguments.data), prefer_gpu=not arguments.cpu))
    works = all(finding.level is not Level.BROKEN for finding in findings)
    if arguments.json:
        checks = [
            {"check": f.check, "level": f.level.value, "found": f.found, "remedy": f.remedy} for f in findings
        ]
        say(json.dumps({"can_monitor": works, "checks": checks}, indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            say(f"{MARKS[finding.level]:6}  {finding.check:18}  {finding.found}")
            if finding.remedy:
                say(f"{'':28}-> {finding.remedy}")
        say("Monitoring can work here." if works else "Monitoring cannot work here: see BROKEN above.")
    return 0 if works else 1


def examine(data: Path, *, prefer_gpu: bool) -> Iterator[Finding]:
    """All findings, in the order in which a person would mend them."""
    steps: tuple[Callable[[], Iterator[Finding]], ...] = (
        doctor_checks.program,
        doctor_checks.privacy,
        lambda: doctor_checks.models(data, prefer_gpu=prefer_gpu),
        lambda: doctor_checks.disk(data),
        doctor_checks.cameras,
        doctor_checks.display,
        doctor_checks.sound,
    )
    for step in steps:
        try:
            yield from step()
        except ImportError as fault:
            yield Finding("libraries", Level.BROKEN, import_failure(fault))
