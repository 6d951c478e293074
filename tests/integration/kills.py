"""Kills a confirming monitor again and again, and counts what its screen had confirmed and the record lost.

`python -m tests.integration.kills [KILLS] [full]` prints the totals.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from neopain.bedside.records.recovery import recover
from neopain.store.sessions import SessionStore
from tests.programs.loaded_programs import start_module

CHILD = "tests.integration.confirming_child"
LOADED = (
    "neopain.bedside.records.recorded_assessments",
    "neopain.bedside.records.recorded_notes",
    "neopain.store.set_aside",
    "neopain.workers.monitor",
    "tests.fakes",
)
"""What the programs that are killed import."""
REPOSITORY = Path(__file__).parents[2]


def kill_once(folder: Path, seconds: float, how: str = "") -> Counter[str]:
    """One monitor, killed so long after it has begun. Gives what was confirmed, and what of it was lost."""
    session_id = f"{random.getrandbits(64):016x}"
    child = start_module(
        CHILD, folder, session_id, how, loaded=LOADED, stderr=subprocess.DEVNULL, cwd=REPOSITORY
    )
    assert child.stdout is not None
    said = []
    while not (line := child.stdout.readline()).startswith("begun"):
        assert line, "the child ended by itself"
        said.append(line)
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    with child.stdout:
        said += child.stdout.readlines()
    assert child.wait(timeout=30) == -signal.SIGKILL
    # The pipe may have been cut in its last line.
    shown = [line.rstrip("\n").split("\t", 1) for line in said if line.endswith("\n")]
    return _count(folder, session_id, shown)


def _count(folder: Path, session_id: str, shown: list[list[str]]) -> Counter[str]:
    for path in folder.glob(f"unwritten-{session_id}-*.jsonl"):
        recover(folder, path)
        [again] = recover(folder, path)
        assert not len(again.new), "reading back twice is as good as once"
    lines: Counter[str] = Counter()
    marks: set[str] = set()
    readings: set[str] = set()
    with SessionStore(folder) as store:
        # A kill may come before the recorder has begun; then nothing was confirmed, or it is lost.
        if session_id in {one.session.id for one in store.sessions()}:
            lines.update(f"{one.at!r} {one.kind.value} {one.code}" for one in store.entries(session_id))
            marks = {one.id for one in store.marks.revisions(session_id)}
            readings = {repr(one.captured_at) for one in store.readings(session_id)}
        faults = list(store.verify())
    count: Counter[str] = Counter(kills=1, damaged=len(faults))
    confirmed = Counter(what for word, what in shown if word == "line")
    count["lines confirmed"] = confirmed.total()
    count["alarm lines confirmed"] = sum(n for what, n in confirmed.items() if " alarm " in what)
    count["lines lost"] = (confirmed - lines).total()
    kept = {what for word, what in shown if word == "mark"}
    count["marks confirmed"], count["marks lost"] = len(kept), len(kept - marks)
    handed = {what for word, what in shown if word == "reading"}
    count["readings made"], count["readings lost"] = len(handed), len(handed - readings)
    return count


def main(kills: int, how: str) -> None:
    """Print the totals."""
    total: Counter[str] = Counter()
    worst = 0
    with tempfile.TemporaryDirectory() as name:
        for number in range(kills):
            one = kill_once(Path(name), random.uniform(0.05, 2.5), how)
            worst = max(worst, one["readings lost"])
            total += one
            if one["lines lost"] or one["marks lost"] or one["damaged"]:
                print("LOST", number, dict(one), flush=True)
            if not (number + 1) % 20:
                print(dict(total), "most readings lost at once:", worst, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, sys.argv[2] if len(sys.argv) > 2 else "")
