"""Runs the unit tests of the rooms below the window where PySide6 is not installed.

`python -m tests.without_qt [pytest's arguments]` builds an environment of the same packages by symbolic link,
without Qt's, and runs pytest in it. This is the unit run of those rooms: a Qt import in one of them fails here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LEFT_OUT = ("pyside6", "shiboken6", "pyqtgraph", "pytest_qt", "pytestqt")
ROOMS = (
    "core",
    "capture",
    "store",
    "reports",
    "vision",
    "workers",
    "bedside",
    "test_pipeline.py",
    "test_settings.py",
)
"""Below tests/unit; `make test` runs them here only."""


def environment_without_qt(home: Path) -> Path:
    """Make the environment in `home`. Returns: its interpreter."""
    venv.create(home, symlinks=True)
    inside = {"base": str(home), "platbase": str(home)}
    target = Path(sysconfig.get_path("purelib", "venv" if os.name != "nt" else "nt_venv", inside))
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.lower().startswith(LEFT_OUT) and not (target / entry.name).exists():
            (target / entry.name).symlink_to(entry)
    return home / ("Scripts" if os.name == "nt" else "bin") / "python"


def settings_without_qt(folder: Path) -> Path:
    """The project's settings of pytest without the options of pytest-qt, which is not there either."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    options = {
        name: value
        for name, value in project["tool"]["pytest"]["ini_options"].items()
        if not name.startswith("qt_") and name not in {"testpaths", "pythonpath"}
    }
    lines = ["[pytest]", f"pythonpath = {REPOSITORY}"]
    for name, value in options.items():
        values = value if isinstance(value, list) else [str(value)]
        lines.append(f"{name} =\n    " + "\n    ".join(values))
    file = folder / "pytest.ini"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def units_command(home: Path, *arguments: str) -> list[str | Path]:
    """Build the environment in the folder `home`. Returns: the command that runs the rooms' unit tests in it."""
    python = environment_without_qt(home / "venv")
    rooms = [str(REPOSITORY / "tests" / "unit" / room) for room in ROOMS]
    settings = settings_without_qt(home)
    command = [
        python,
        "-m",
        "pytest",
        "-q",
        "-c",
        settings,
        "--rootdir",
        REPOSITORY,
        "-p",
        "no:cacheprovider",
    ]
    return [*command, *arguments, *rooms]


def run_units(*arguments: str) -> int:
    """Run the rooms' unit tests in an environment of their own. Returns: pytest's exit code."""
    with tempfile.TemporaryDirectory(prefix="neopain-without-qt-") as folder:
        return subprocess.run(units_command(Path(folder), *arguments), cwd=REPOSITORY, check=False).returncode


if __name__ == "__main__":
    sys.exit(run_units(*sys.argv[1:]))
