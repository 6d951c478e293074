"""The record outlives the programs that write it: killed, out of disk, two at once."""

from __future__ import annotations

import signal
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from neopain.core.sessions import LogKind
from neopain.store.sessions import SessionStore
from tests.integration.kills import LOADED, kill_once
from tests.programs.loaded_programs import Program, start_module
from tests.run_environment import folder_on_disk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and file limits are POSIX"),
]

CHILD = "tests.integration.recording_child"
RATE_HZ = 20


@pytest.fixture
def tmp_path():
    """What survives here is to survive on a disk."""
    with folder_on_disk() as folder:
        yield folder


def start(folder: Path, session_id: str, *limit: str) -> Program:
    return start_module(CHILD, folder, session_id, *limit, loaded=LOADED, stderr=None)


def kill_after(child: Program, seconds: float) -> list[list[str]]:
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    with child.stdout:
        said = child.stdout.read()
    assert child.wait(timeout=30) == -signal.SIGKILL
    # The pipe may have been cut in its last line.
    return [line.split(" ", 1) for line in said.split("\n")[:-1]]


def last(said: list[list[str]], word: str) -> int:
    return max(int(words[1]) for words in said if words[0] == word)


# Odd times, so that the kill falls into different places of the one-second batch.
@pytest.mark.parametrize("seconds", [2.03, 3.5, 4.97])
def test_a_killed_monitor_loses_at_most_one_second(tmp_path, seconds):
    said = kill_after(start(tmp_path, "killed"), seconds)
    with SessionStore(tmp_path) as store:
        store.check()
        [summary] = store.sessions()
        rows = list(store.readings("killed"))
        alarms = list(store.entries("killed"))
    made, written = last(said, "made"), last(said, "written")
    print(f"made {made + 1}, kept {len(rows)}, lost {made + 1 - len(rows)} of 20/s")
    assert not summary.closed
    assert [row.frame_seq for row in rows] == list(range(len(rows)))
    assert rows[-1].frame_seq >= written
    assert made - rows[-1].frame_seq <= RATE_HZ
    assert summary.readings == len(rows)
    # Readings and alarms of a batch stand or fall together.
    assert len(alarms) == summary.alarms == len(rows) // 20


@pytest.mark.parametrize("how", ["", "full"])
def test_nothing_that_the_screen_confirmed_is_lost_by_a_kill(tmp_path, how):
    # Ten kills in all; `python -m tests.integration.kills` counts over many more.
    total = sum((kill_once(tmp_path, seconds, how) for seconds in (0.1, 0.33, 0.7, 1.1, 1.9)), Counter())
    assert total["alarm lines confirmed"] > 30
    assert total["marks confirmed"] > 30
    assert (total["lines lost"], total["marks lost"], total["damaged"]) == (0, 0, 0)
    # A kill may cost the half second that was gathered, of twenty readings a second, and the one being made.
    assert total["readings lost"] <= 5 * 12


def test_a_new_monitor_goes_on_in_the_record_of_a_killed_one(tmp_path):
    kill_after(start(tmp_path, "first"), 1.5)
    kill_after(start(tmp_path, "second"), 1.5)
    with SessionStore(tmp_path) as store:
        store.check()
        assert [one.session.id for one in store.sessions()] == ["second", "first"]
        assert all(one.readings for one in store.sessions())


@pytest.mark.parametrize("limit_kib", [300, 700, 3000])
def test_a_disk_that_refuses_loses_nothing_earlier(tmp_path, limit_kib):
    child = start(tmp_path, "full", str(limit_kib * 1024))
    said = [line.split(" ", 1) for line in child.communicate(timeout=120)[0].splitlines()]
    assert child.returncode == 0
    assert said[-1][0] == "refused"
    assert "free space" in said[-1][1]
    with SessionStore(tmp_path) as store:
        store.check()
        rows = list(store.readings("full"))
        written = [int(words[1]) for words in said if words[0] == "written"]
        assert [row.frame_seq for row in rows] == list(range(written[-1] + 1))
        assert len(list(store.entries("full"))) == len(written)


def test_two_monitors_and_a_reader_share_one_record(tmp_path):
    children = [start(tmp_path, name) for name in ("left", "right")]
    seen = 0
    with SessionStore(tmp_path) as reader:
        until = time.monotonic() + 4.0
        while time.monotonic() < until:
            seen = max(seen, sum(one.readings for one in reader.sessions()))
            time.sleep(0.05)
        said = {name: kill_after(child, 0.1) for name, child in zip(("left", "right"), children, strict=True)}
        reader.check()
        for name, lines in said.items():
            rows = list(reader.readings(name))
            assert not [words for words in lines if words[0] == "refused"]
            assert [row.frame_seq for row in rows] == list(range(len(rows)))
            assert len(rows) >= last(lines, "written") + 1
            assert {entry.kind for entry in reader.entries(name)} == {LogKind.ALARM}
    assert seen > 0


def test_many_programs_may_make_the_record_at_the_same_moment(tmp_path):
    names = [f"bed-{number}" for number in range(6)]
    children = [start(tmp_path, name) for name in names]
    for child in children:
        kill_after(child, 0.2)
    with SessionStore(tmp_path) as store:
        assert sorted(one.session.id for one in store.sessions()) == names
