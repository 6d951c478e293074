"""`python -m tests.bench [SECTION ...]`: measure, and write one JSON and one Markdown file.

Each section runs in a process of its own, so that none pays for what another left behind.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.house.machine import facts, load
from tests.bench.house.report import Section, as_json, as_markdown
from tests.bench.house.wish import Wish

SECTIONS = ("startup", "stages", "engines", "applications", "live", "beds", "window", "soak")
REPOSITORY = Path(__file__).resolve().parents[2]
PEERS = REPOSITORY / ".venv-peers" / "bin" / "python"
LONGEST_S = 7200.0


def main() -> int:
    """Returns 1 when a section could not be finished; the others are written all the same."""
    arguments = _arguments()
    if arguments.child is not None:
        return _child(arguments.sections[0], arguments.child)
    wish = Wish(
        short=arguments.short,
        soak_minutes=arguments.soak_minutes or (1.0 if arguments.short else 30.0),
        peers=arguments.peers or (str(PEERS) if PEERS.exists() else ""),
        networks=tuple(arguments.network),
    )
    machine = facts()
    found = []
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name in arguments.sections or SECTIONS:
        print(f"{name} ...", flush=True)
        found.append(_measured(name, wish))
        print(f"{name}: {found[-1].took_s:.0f} s {found[-1].fault}", flush=True)
        # Written each time: hours of measuring are not lost with the last section.
        (arguments.out / "bench.json").write_text(as_json(machine, found), "utf-8")
        (arguments.out / "bench.md").write_text(as_markdown(machine, found), "utf-8")
    print((arguments.out / "bench.md").read_text("utf-8"))
    return int(any(section.fault for section in found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "sections", nargs="*", choices=(*SECTIONS, []), metavar="SECTION", help=", ".join(SECTIONS)
    )
    parser.add_argument("--short", action="store_true", help="few repeats; five minutes on two quiet cores")
    parser.add_argument("--soak-minutes", type=float, metavar="N", help="default 30, with --short 1")
    parser.add_argument(
        "--network", action="append", default=[], help="engines: this one only; may be repeated"
    )
    parser.add_argument(
        "--peers", metavar="PYTHON", help="the Python that has the peers (`make bench-peers`)"
    )
    parser.add_argument("--out", type=Path, default=REPOSITORY / "build" / "bench", metavar="FOLDER")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measured(name: str, wish: Wish) -> Section:
    before, begun = load(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="neopain-bench-") as folder:
        told = Path(folder) / "section.json"
        environment = os.environ | {"NEOPAIN_BENCH_WISH": wish.written()}
        command = [sys.executable, "-m", "tests.bench", name, "--child", str(told)]
        try:
            done = subprocess.run(
                command, cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                text=True, check=False, timeout=LONGEST_S,
            )  # fmt: skip
            last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        except subprocess.TimeoutExpired:
            last = f"took longer than {LONGEST_S:.0f} s"
        if told.exists():
            return Section.read(told.read_text("utf-8"))
        return Section(name, time.monotonic() - begun, before, [], fault=last[:300])


def _child(name: str, target: str) -> int:
    wish = Wish.read(os.environ["NEOPAIN_BENCH_WISH"])
    before, begun = load(), time.monotonic()
    tables = importlib.import_module(f"tests.bench.house.sections.{name}").measure(wish)
    Path(target).write_text(Section(name, time.monotonic() - begun, before, tables).written(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
