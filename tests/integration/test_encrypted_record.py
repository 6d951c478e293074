"""A ward whose key is missing monitors all the same, and the record has everything when the key comes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from tests.pictures.slow_film import slow_film
from tests.programs.loaded_programs import run, start

pytest.importorskip("sqlcipher3")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]


def unlock(key, folder, said):
    """Somebody answers its question."""
    command = [sys.executable, "-m", "neopain", "unlock", "--key-file", str(key), "--data", str(folder)]
    return subprocess.run(command, input=said, capture_output=True, text=True, timeout=120, check=False)


def test_the_key_comes_while_monitoring_goes_on(tmp_path):
    folder, key = tmp_path / "data", tmp_path / "stick" / "key"
    folder.mkdir()
    done = run("encrypt", "--yes", "--key-file", key, "--data", folder)
    assert done.returncode == 0, done.stderr
    [code] = re.findall(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", done.stdout)
    key.unlink()
    before = (folder / "neopain.sqlite3").read_bytes()
    film = slow_film(tmp_path / "neonate.avi")
    monitor = start(
        "monitor", "--headless", "--source", film, "--for", "40s", "--data", folder,
        stderr=subprocess.STDOUT, env=os.environ | {"NEOPAIN_DATA": ""},
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 120.0
        while not list(folder.glob("unwritten-*.jsonl")) and time.monotonic() < deadline:
            time.sleep(0.2)
        assert (folder / "neopain.sqlite3").read_bytes() == before
        assert unlock(key, folder, f"{code}\n").returncode == 0
        told = []
        for line in monitor.stdout:
            told.append(line)
            if "CLEARED: !! RECORD NOT SAVED" in line:
                monitor.send_signal(signal.SIGINT)
                break
        rest, _ = monitor.communicate(timeout=150)
        output = "".join(told) + rest
    finally:
        monitor.kill()
    assert monitor.returncode == 0, output
    assert "RAISED: !! RECORD NOT SAVED" in output
    assert "CLEARED: !! RECORD NOT SAVED" in output
    assert not list(folder.glob("unwritten-*.jsonl")), "all of it is in the record"
    assert run("verify", "--data", folder).returncode == 0
    assert "neonate.avi" in run("sessions", "--data", folder).stdout
    assert b"SQLite" not in (folder / "neopain.sqlite3").read_bytes()
