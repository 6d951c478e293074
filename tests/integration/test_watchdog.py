"""The watchdog outlives the monitor: real processes that hang, crash, are killed, or end as they should."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from neopain.core.liveness.heartbeat import GOODBYE, PING, SILENCE_S
from neopain.workers.watchdog.child_process import WatchdogProcess
from tests.pictures.slow_film import slow_film
from tests.programs.loaded_programs import MONITOR, WINDOW, start, start_code, start_module
from tests.servers.pictures import write_video

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kills and stops processes by POSIX signals"),
]

REPOSITORY = Path(__file__).resolve().parents[2]
LOADED = (*MONITOR, *WINDOW)
"""One interpreter is copied for all of them."""
LOOK_S = 0.25
"""Each look at a process's children reads of every process of the machine."""
BUSY_S = 25.0
"""On top of the promised time, for a machine that does much else."""


class Guarded:
    """A monitor under its watchdog."""

    def __init__(self, process, folder: Path, *, says: str) -> None:
        self.log = folder / "watchdog.log"
        self.process = process
        self.watchdog: psutil.Process | None = None
        self._says = says

    def wait_running(self) -> None:
        for line in self.process.stdout:
            if line.startswith(self._says):
                break
        else:
            raise AssertionError(f"it ended with {self.process.wait()} before it said {self._says!r}")
        self.watchdog = wait_for(self._find, 30.0, "no watchdog was started")

    def end(self) -> None:
        for process in (self.process, self.watchdog):
            if process is not None:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        self.process.stdout.close()
        self.process.wait()

    def _find(self) -> psutil.Process | None:
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.ZombieProcess, psutil.NoSuchProcess):
                if "neopain.ui.watchdog.app" in child.cmdline():
                    return child
        return None

    def told(self, code: str) -> str | None:
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return next((line for line in lines if line.split(" ", 1)[1].startswith(code)), None)

    def wait_told(self, code: str, within_s: float) -> str:
        return wait_for(lambda: self.told(code), within_s + BUSY_S, f"the watchdog did not say {code!r}")


def wait_for(look, within_s: float, otherwise: str):
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(LOOK_S)
    raise AssertionError(otherwise)


@contextmanager
def guarded(process, *, folder: Path, says: str = "running"):
    one = Guarded(process, folder, says=says)
    try:
        one.wait_running()
        yield one
    finally:
        one.end()


def child(screen: str, folder: Path, illness: str = "none"):
    process = start_module(
        "tests.integration.guarded_child", screen, folder, illness,
        loaded=LOADED, cwd=REPOSITORY, stderr=None,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return guarded(process, folder=folder)


@pytest.mark.clause("F2")
@pytest.mark.parametrize("screen", ["lines", "window"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV], ids=["killed", "segfault"])
def test_the_death_of_the_monitor_is_told_at_once(screen, number, tmp_path):
    with child(screen, tmp_path) as one:
        one.process.send_signal(number)
        one.process.wait()
        line = one.wait_told("gone", 1.0)
        assert "MONITORING HAS STOPPED" in line
        assert one.watchdog.is_running()
        assert one.watchdog.status() != psutil.STATUS_ZOMBIE


@pytest.mark.clause("F1")
@pytest.mark.parametrize(
    ("screen", "illness", "silent"),
    [
        ("window", "hang_screen", "screen"),
        ("window", "hang_watch", "watch"),
        ("lines", "hang_watch", "watch"),
        ("lines", "hang_screen", "screen"),
    ],
)
def test_a_part_that_hangs_is_told_by_name(screen, illness, silent, tmp_path):
    with child(screen, tmp_path, illness) as one:
        line = one.wait_told("stalled", 2.0 + SILENCE_S + 2.0)
        assert line.split()[1:3] == ["stalled", silent]
        assert one.process.poll() is None


@pytest.mark.clause("F1")
def test_a_stopped_process_is_told_and_its_return_too(tmp_path):
    with child("window", tmp_path) as one:
        one.process.send_signal(signal.SIGSTOP)
        one.wait_told("stalled screen+watch", SILENCE_S + 3.0)
        one.process.send_signal(signal.SIGCONT)
        one.wait_told("alive", 2.0)


@pytest.mark.clause("F5")
@pytest.mark.parametrize("screen", ["lines", "window"])
def test_a_proper_end_is_quiet_and_leaves_no_process(screen, tmp_path):
    with child(screen, tmp_path, "end") as one:
        assert one.process.wait(60) == 0
        assert not one.watchdog.is_running()
        assert not one.log.exists()


@pytest.mark.clause("F5")
def test_a_killed_watchdog_is_replaced_and_the_new_one_guards(tmp_path):
    with child("lines", tmp_path) as one:
        first = one.watchdog
        first.kill()
        one.watchdog = wait_for(
            lambda: (new := one._find()) and new.pid != first.pid and new, 10.0 + BUSY_S, "not replaced"
        )
        one.process.kill()
        one.process.wait()
        one.wait_told("gone", 1.0)


@pytest.mark.clause("F5")
def test_a_watchdog_that_hangs_is_replaced(tmp_path):
    with child("lines", tmp_path) as one:
        first = one.watchdog
        first.suspend()
        one.watchdog = wait_for(
            lambda: (new := one._find()) and new.pid != first.pid and new, 60.0 + BUSY_S, "not replaced"
        )
        assert not first.is_running()


@pytest.mark.clause("F2")
def test_an_old_watchdog_does_not_cover_a_new_monitor(tmp_path):
    with child("window", tmp_path) as old:
        old.process.kill()
        old.process.wait()
        old.wait_told("gone", 1.0)
        assert old.watchdog.is_running()
        with child("window", tmp_path) as new:
            wait_for(lambda: not old.watchdog.is_running(), 10.0 + BUSY_S, "the old one stays")
            assert new.watchdog.is_running()


CRASHING = """
import sys, time
from neopain.main import main
from neopain.workers.{module} import {job}
began = time.monotonic()
step = {job}.step
def crash(self):
    if time.monotonic() - began > 8.0:
        raise ZeroDivisionError
    return step(self)
{job}.step = crash
sys.exit(main(["monitor", "--headless", "--cpu", "--source", sys.argv[2], "--for", "14s", "--data", sys.argv[1]]))
"""


@pytest.mark.clause("F2")
@pytest.mark.parametrize(
    ("module", "job", "told"),
    [("frames.analysis", "AnalysisJob", True), ("recording.recorder", "RecordJob", False)],
)
def test_headless_a_crash_that_ends_monitoring_is_told_by_the_watchdog(module, job, told, tmp_path):
    """No goodbye says that all is well; and what alarms can do without does not end them."""
    program, film = CRASHING.format(module=module, job=job), slow_film(tmp_path / "neonate.avi")
    process = start_code(program, tmp_path, film, loaded=LOADED, cwd=REPOSITORY, stderr=subprocess.DEVNULL)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert ("00:13" in said) == (not told)
    log = tmp_path / "watchdog.log"
    try:
        if told:
            wait_for(log.exists, 2.0 + BUSY_S, "the watchdog says nothing")
            assert "gone" in log.read_text("utf-8")
        else:
            assert not log.exists()
    finally:
        for process in psutil.process_iter(["cmdline"]):
            if str(log) in (process.info["cmdline"] or []):
                process.kill()


def test_the_childs_environment_has_no_secret_of_the_camera_and_its_log_is_its_owners(tmp_path, monkeypatch):
    monkeypatch.setenv("NEOPAIN_CAMERA_PASSWORD", "hunter2")
    (tmp_path / "watchdog.log").touch(mode=0o644)
    with child("lines", tmp_path) as one:
        environment = one.watchdog.environ()
        assert "PATH" in environment
        assert "hunter2" not in str(environment)
        one.process.kill()
        one.process.wait()
        one.wait_told("gone", 1.0)
        assert one.log.stat().st_mode & 0o077 == 0


def test_a_frozen_program_starts_and_hears_its_watchdog(tmp_path, monkeypatch):
    """Such a program has no `-m`: its executable knows its own command line only."""
    program = tmp_path / "neopain"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m neopain "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    watchdog = WatchdogProcess(("--console", "--log", str(tmp_path / "watchdog.log")))
    try:
        watchdog.say(PING)
        wait_for(watchdog.answered, 20.0 + BUSY_S, "it does not answer")
        watchdog.say(GOODBYE)
    finally:
        watchdog.end()
    assert watchdog._process.returncode == 0


@pytest.mark.clause("F2")
def test_the_real_monitor_killed_leaves_a_watchdog_that_says_so(tmp_path):
    pictures = tmp_path / "camera.avi"
    write_video(pictures, frames=120, fps=2.0)
    command = ["monitor", "--headless", "--cpu", "--source", pictures, "--data", tmp_path]
    process = start(*command, loaded=LOADED, cwd=REPOSITORY, stderr=None)
    with guarded(process, folder=tmp_path, says="00:02") as one:
        one.process.kill()
        one.process.wait()
        one.wait_told("gone", 1.0)
