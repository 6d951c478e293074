"""The window as a program: it ends by itself, by SIGTERM, and shows a fault of its own instead of dying."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.programs.loaded_programs import WINDOW, start_code

pytestmark = pytest.mark.slow

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from neopain.ui import window_app
from tests.ui.fake_service import FakeService
{before}
service = FakeService()
code = window_app.run_window(service, source="simulated", autostart=True, {arguments})
print("code", code, "ended", len(service.record.ended), "readings", len(service.record.readings))
"""
ROOT = Path(__file__).resolve().parents[2]


def run(arguments: str, before: str = ""):
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    code = PROGRAM.format(arguments=arguments, before=before)
    return start_code(code, loaded=WINDOW, cwd=ROOT, env=environment)


def test_it_runs_for_a_while_takes_its_picture_and_closes_the_record(tmp_path):
    shot = tmp_path / "shot.png"
    process = run(f"quit_after_s=4.0, screenshot=Path({str(shot)!r})")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "code 0 ended 1" in out
    assert int(out.split()[-1]) > 10
    assert shot.stat().st_size > 10_000


FAULTY = """
show = window_app.MainWindow.show_fault
def note(window, kind):
    show(window, kind)
    print("notice", window.notice.text)
window_app.MainWindow.show_fault = note
def trip(window, reading):
    window.body.show_reading(reading)
    raise LookupError("a fault of ours")
window_app.MainWindow.on_reading = trip
"""


def test_a_fault_in_a_slot_is_shown_and_monitoring_goes_on():
    process = run("quit_after_s=4.0", FAULTY)
    out, err = process.communicate(timeout=60)
    assert "notice Unexpected fault in the window (LookupError)" in out, err
    assert "code 0 ended 1" in out


SAYING = """
show = window_app.MainWindow.on_reading
def say(window, reading):
    show(window, reading)
    print("reading", flush=True)
window_app.MainWindow.on_reading = say
"""


def test_sigterm_closes_the_record():
    process = run("quit_after_s=50.0", SAYING)
    assert process.stdout.readline() == "reading\n"
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=30)
    assert "code 0 ended 1" in out, err
