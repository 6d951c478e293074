"""A display that is named and dead ends in one line, never in an abort of the window's library."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from neopain.commands.installation.doctor_checks import Level
from neopain.commands.installation.doctor_checks import display as examine_display
from neopain.commands.startup import display

linux = pytest.mark.skipif(sys.platform != "linux", reason="Windows and macOS have no DISPLAY")
DEAD = {"DISPLAY": ":7777"}
NONSENSE = {"DISPLAY": ":7777", "QT_QPA_PLATFORM": "no-such-platform"}


def set_environment(monkeypatch, given):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)


@linux
@pytest.mark.parametrize(
    "given", [DEAD, NONSENSE, {"WAYLAND_DISPLAY": "wayland-77"}], ids=["x11", "platform", "wayland"]
)
def test_a_dead_display_is_told_in_one_line_with_the_remedy(monkeypatch, given):
    set_environment(monkeypatch, given)
    fault = display.display_fault()
    assert "\n" not in fault
    assert all(f"{name}={value}" in fault for name, value in given.items())
    assert "--headless" in fault


@linux
def test_a_frozen_program_tries_the_display_too(monkeypatch, tmp_path):
    """It has no `-c`: its executable knows its own command line only."""
    program = tmp_path / "neopain"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m neopain "$@"\n')
    program.chmod(0o755)
    set_environment(monkeypatch, NONSENSE)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert "no-such-platform" in display.display_fault()
    monkeypatch.setattr(display, "_needs_none", lambda: False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display.display_fault() == ""


def test_without_any_display_that_is_said(monkeypatch):
    set_environment(monkeypatch, {})
    monkeypatch.setattr(sys, "platform", "linux")
    assert "there is no display" in display.display_fault()


@pytest.mark.parametrize("platform", ["offscreen", "minimal:enable_fonts", "vnc:size=800x600"])
def test_a_platform_without_a_display_is_not_tried(monkeypatch, platform):
    set_environment(monkeypatch, DEAD | {"QT_QPA_PLATFORM": platform})
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("it was tried"))
    assert display.display_fault() == ""


@linux
def test_the_child_that_tries_is_told_no_secret(monkeypatch):
    set_environment(monkeypatch, DEAD)
    monkeypatch.setenv("NEOPAIN_CAMERA_PASSWORD", "geheim")
    seen = {}

    def run(_command, *, env, **_):
        seen.update(env)
        return subprocess.CompletedProcess([], 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    assert display.display_fault() == ""
    assert "geheim" not in "".join(seen.values())


@linux
def test_the_doctor_does_not_call_a_dead_display_well(monkeypatch):
    set_environment(monkeypatch, DEAD)
    found = next(finding for finding in examine_display() if finding.check == "display")
    assert found.level is Level.NOTE
    assert "DISPLAY=:7777" in found.found
    assert "--headless" in found.remedy


@linux
@pytest.mark.slow
def test_the_monitor_ends_with_one_line_and_no_abort(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"} | DEAD
    environment.pop("WAYLAND_DISPLAY", None)
    done = subprocess.run(
        [sys.executable, "-m", "neopain", "monitor", "--for", "5s", "--data", str(tmp_path)],
        capture_output=True, text=True, timeout=120, check=False, env=environment,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert "DISPLAY=:7777" in line
    assert "--headless" in line
