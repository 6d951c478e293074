"""The headless monitor runs where PySide6 is not installed (the rooms' unit tests: `tests/without_qt.py`)."""

import os
import subprocess

import pytest

from tests.without_qt import REPOSITORY, environment_without_qt

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """An interpreter whose environment has no Qt."""
    return environment_without_qt(tmp_path_factory.mktemp("without_qt"))


def run(python, *arguments):
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [python, *arguments],
        cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=500, env=clean,
    )  # fmt: skip


def test_qt_is_really_absent(python):
    assert "No module named 'PySide6'" in run(python, "-c", "import PySide6").stderr


def test_the_headless_monitor_runs_without_it(python, tmp_path):
    done = run(python, "-m", "neopain", "monitor", "--headless", "--for", "3s", "--data", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "readings" in done.stdout


def test_the_window_says_what_is_missing(python, tmp_path):
    done = run(python, "-m", "neopain", "monitor", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
