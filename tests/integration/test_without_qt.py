"""Core, vision, capture, store, reports and the headless monitor run where PySide6 is not installed.

A second environment is built beside the first: the same packages by symbolic link, except Qt's.
"""

import os
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
REPOSITORY = Path(__file__).resolve().parents[2]
LEFT_OUT = ("pyside6", "shiboken6", "pyqtgraph", "pytest_qt", "pytestqt")


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """An interpreter whose environment has no Qt."""
    home = tmp_path_factory.mktemp("without_qt")
    venv.create(home, symlinks=True)
    inside = {"base": str(home), "platbase": str(home)}
    target = Path(sysconfig.get_path("purelib", "venv" if os.name != "nt" else "nt_venv", inside))
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.lower().startswith(LEFT_OUT) and not (target / entry.name).exists():
            (target / entry.name).symlink_to(entry)
    return home / ("Scripts" if os.name == "nt" else "bin") / "python"


def run(python, *arguments):
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [python, *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
        env=clean,
    )


def test_qt_is_really_absent(python):
    assert "No module named 'PySide6'" in run(python, "-c", "import PySide6").stderr


def test_the_rooms_below_the_window_are_tested_without_it(python, tmp_path):
    # The project's own settings name options of pytest-qt, which is not there either.
    settings = tmp_path / "pytest.ini"
    settings.write_text(f"[pytest]\naddopts = --import-mode=importlib\npythonpath = {REPOSITORY}\n")
    rooms = [f"tests/unit/{room}" for room in ("core", "capture", "store", "reports", "vision", "workers")]
    done = run(
        python, "-m", "pytest", "-q", "-c", str(settings), "--rootdir", str(REPOSITORY), "-m", "not slow",
        "-p", "no:cacheprovider", *rooms, "tests/unit/test_pipeline.py",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


def test_the_headless_monitor_runs_without_it(python, tmp_path):
    done = run(python, "-m", "neopain", "monitor", "--headless", "--for", "8s", "--data", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "readings" in done.stdout


def test_the_window_says_what_is_missing(python, tmp_path):
    done = run(python, "-m", "neopain", "monitor", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
