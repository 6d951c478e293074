"""The house: every room has a charter, arrows point one way, files stay small, names mean something."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
APP = REPOSITORY / "app" / "neopain"
EXPORT = REPOSITORY / "export" / "neopain_export"
ROOMS = sorted(path.parent for path in [*APP.glob("*/**/__init__.py"), *EXPORT.glob("*/**/__init__.py")])
SOURCES = sorted([*APP.rglob("*.py"), *EXPORT.rglob("*.py"), *(REPOSITORY / "tests").rglob("*.py")])
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "data", "process"}
LINE_CAP = 300
TEST_LINE_CAP = 400
ROOMS_CALLED_DATA = {
    EXPORT / "study" / "data",
    *(REPOSITORY / "tests" / "unit" / "export" / "study").glob("data"),
}
LINT_HERE = (
    "import sys; sys.path[:0] = ['app', 'export']; "
    "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
)


def test_the_top_level_is_the_agreed_one():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    top = {name.split("/")[0] for name in listed}
    agreed = {
        "pyproject.toml", "README.md", "app", "models", "export", "tests", "assets",
        "LICENSE", "CHANGELOG.md", "Makefile", "docs",
    }  # fmt: skip
    assert {name for name in top if not name.startswith(".")} <= agreed


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_has_a_charter_and_nothing_else(room):
    tree = ast.parse((room / "__init__.py").read_text("utf-8"))
    charter = ast.get_docstring(tree) or ""
    assert len(tree.body) == 1, "a room's __init__.py holds its charter and no code"
    assert re.search(r"^Takes: .+  Gives: ", charter, re.MULTILINE | re.DOTALL), charter
    assert re.search(r"^Knows: .+ Never: ", charter, re.MULTILINE | re.DOTALL), charter


def test_models_and_assets_hold_no_python():
    assert not list((REPOSITORY / "models").rglob("*.py"))
    assert not list((REPOSITORY / "assets").rglob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: str(source.relative_to(REPOSITORY)))
def test_a_file_has_one_job_and_a_name_that_says_it(source):
    lines = source.read_text("utf-8").count("\n")
    assert lines <= (LINE_CAP if not source.is_relative_to(REPOSITORY / "tests") else TEST_LINE_CAP), (
        f"{source} has {lines} lines; split it"
    )
    assert source.stem not in BANNED_NAMES
    assert source.parent.name not in BANNED_NAMES or source.parent in ROOMS_CALLED_DATA


def test_import_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


FORBIDDEN = {
    "core/frames.py": ("import PySide6", r"neopain\.core\.frames -> PySide6"),
    "pipeline.py": ("from neopain.vision import crop", r"neopain\.pipeline -> neopain\.vision"),
    "store/sessions.py": ("from neopain.ui import bridge", r"neopain\.store\.sessions -> neopain\.ui"),
    "vision/quality/view_quality.py": (
        "import onnxruntime", r"neopain\.vision\.quality\.view_quality -> onnxruntime",
    ),
    "capture/addresses/address.py": ("import sqlite3", r"neopain\.capture\.addresses\.address -> sqlite3"),
    "undeclared.py": ("import neopain", "undeclared"),
}  # fmt: skip
"""A line that reaches across, by the file that it is added to, and how the contracts tell it."""


ALONE = {"undeclared.py"}
"""While it is there, its contract says nothing else, and with others nothing of it."""


@pytest.fixture(scope="module")
def told_of_a_broken_house(tmp_path_factory):
    """What the contracts say of a copy of the house with those forbidden lines that can be told together."""
    together = _told_of(tmp_path_factory.mktemp("house"), FORBIDDEN.keys() - ALONE)
    alone = {room: _told_of(tmp_path_factory.mktemp("house"), {room}) for room in ALONE}
    return dict.fromkeys(FORBIDDEN, together) | alone


def _told_of(copy, rooms):
    for part in ("app", "export"):
        shutil.copytree(REPOSITORY / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", copy)
    for room in rooms:
        broken = copy / "app" / "neopain" / room
        before = broken.read_text("utf-8") if broken.exists() else ""
        broken.write_text(f"{before}\n{FORBIDDEN[room][0]}\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LINT_HERE], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("room", FORBIDDEN)
def test_import_contracts_break_when_someone_reaches_across(room, told_of_a_broken_house):
    """A copy of the house with a forbidden line must fail: the contracts are alive."""
    told = told_of_a_broken_house[room]
    assert re.search(FORBIDDEN[room][1], told), told
