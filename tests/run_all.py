"""The whole suite, as `make test` runs it: in lanes side by side, then alone what is timed.

Most tests wait for a clock, a server or a window and not for the processor. The lanes:

- a stranger's first contact, on a root of its own that is made and filled first, and a monitor without a network;
- whole programs, two at a time and before everybody else: they keep real time;
- what waits for servers, kills and watchdogs, three at a time;
- windows, two at a time: they wait for timers and animations for half of their time, so they begin at once and
  not where nothing is left that could use the processors meanwhile;
- everything else, with what time the processors have left;
- the units of the rooms below the window, where Qt is not installed: in one process, since they hardly wait and
  each further process would import and collect all of them once more.

A test that is in no list below is in the lane of everything else, so none can be forgotten.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.run_environment import environment, temporary_folder
from tests.without_qt import REPOSITORY, ROOMS, units_command

NO_TESTS = 5
"""pytest's exit code where nothing was selected."""
INDIFFERENT = ("tests/integration/test_first_contact.py", "tests/integration/test_silence.py")
"""Whole programs, too, but how long anything takes there is asked by nobody."""
WHOLE_PROGRAMS = tuple(
    f"tests/integration/test_{name}.py"
    for name in ("command_line", "every_source", "headless_faults", "without_qt")
)
WAITING = (
    "tests/contract/test_camera_forms.py",
    "tests/contract/test_network_cameras.py",
    "tests/integration/test_watchdog.py",
    "tests/contract/test_camera_secrets.py",
    "tests/contract/test_usb_driver.py",
    "tests/integration/test_record_survives.py",
    "tests/integration/test_monitor_threads.py",
    "tests/contract/test_gstreamer_cameras.py",
    "tests/contract/test_frame_sources.py",
    "tests/contract/test_camera_discovery.py",
    "tests/integration/test_reconnects.py",
    "tests/integration/test_pictures_by_consent.py",
    "tests/contract/test_camera_habits.py",
    "tests/contract/test_camera_probe.py",
)
"""Longest first: what begins last is waited for at the end."""
WINDOWS = "ui"
"""The folder of the windows' lane."""
LONG_FIRST = ("models", "integration", "fuzz", "unit", "contract")
"""Folders of the lane of everything else with the longest files; the others come after them."""
LONG_WINDOWS_FIRST = ("real_window", "review", "language", "sheets", "test_window.py", "controllers")
"""The same in the windows' lane."""
ELSEWHERE = (
    *INDIFFERENT,
    *WHOLE_PROGRAMS,
    *WAITING,
    *(f"tests/unit/{room}" for room in ROOMS),
    f"tests/{WINDOWS}",
    "tests/bench",
)
NOT_ALONE = ("-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not bench and not timing")


@dataclass
class Lane:
    """A run of pytest beside others.

    Attributes:
        name: for the summary.
        command: without what lowers its priority.
        nice: how far it steps back, 0 to 19.
    """

    name: str
    command: Sequence[str | Path]
    nice: int
    code: int | None = field(default=None, init=False)
    seconds: float = field(default=0.0, init=False)

    def run(self, variables: Mapping[str, str], output: Path) -> None:
        """Run to the end, printing into the file `output`."""
        lower = ("nice", "-n", str(self.nice)) if self.nice and shutil.which("nice") else ()
        began = time.monotonic()
        with output.open("wb") as file:
            self.code = subprocess.run(
                [*lower, *self.command],
                cwd=REPOSITORY, env=dict(variables), check=False, stdout=file, stderr=subprocess.STDOUT,
            ).returncode  # fmt: skip
        self.seconds = time.monotonic() - began


def lanes(home: Path) -> list[Lane]:
    """What runs side by side; `home` holds the environment without Qt."""
    in_order = ("--dist", "loadfile", "--no-loadscope-reorder")
    rest = [f"--ignore={path}" for path in ELSEWHERE]
    return [
        Lane("first contact and silence", _pytest(*NOT_ALONE, *INDIFFERENT), 5),
        Lane("whole programs", _pytest("-n", "2", *in_order, *NOT_ALONE, *WHOLE_PROGRAMS), 0),
        Lane("servers, kills and watchdogs", _pytest("-n", "3", *in_order, *NOT_ALONE, *WAITING), 0),
        Lane("windows", _pytest("-n", "2", *in_order, *NOT_ALONE, *_windows()), 3),
        Lane("everything else", _pytest("-n", "2", *in_order, *NOT_ALONE, *rest, *_folders()), 5),
        Lane("units without Qt", units_command(home, *NOT_ALONE), 5),
    ]


def main() -> int:
    """Returns: 0, or the exit code of the first lane that failed."""
    with temporary_folder() as folder:
        variables = environment(folder)
        (folder / "without-qt").mkdir()
        running = lanes(folder / "without-qt")
        codes = _side_by_side(running, variables, folder)
        # They wait for cameras of fifteen pictures a second: three of them leave the machine as good as idle.
        alone = ("-n", "3", "-p", "no:randomly", "-m", "timing and not bench")
        timed = Lane("timed, alone", _pytest(*alone, *timed_files()), 0)
        codes += _side_by_side([timed], variables, folder)
    print("\n".join(f"{lane.seconds:6.0f} s  exit {lane.code}  {lane.name}" for lane in [*running, timed]))
    return next((code for code in codes if code not in {0, NO_TESTS}), 0)


def _side_by_side(running: Sequence[Lane], variables: Mapping[str, str], folder: Path) -> list[int | None]:
    """Run the lanes; the output of each comes when it ends. Returns: their exit codes."""
    speaking = threading.Lock()

    def run(lane: Lane) -> None:
        output = folder / f"{lane.name}.txt"
        lane.run(variables, output)
        with speaking:
            print(
                f"\n=== {lane.name}: {lane.seconds:.0f} s\n{output.read_text('utf-8', 'replace')}", flush=True
            )

    threads = [threading.Thread(target=run, args=(lane,)) for lane in running]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [lane.code for lane in running]


def _folders() -> list[str]:
    """All folders with tests that have no lane of their own."""
    return _ordered(REPOSITORY / "tests", LONG_FIRST, without={"bench", WINDOWS})


def _windows() -> list[str]:
    """The folders and files of the windows' lane."""
    return _ordered(REPOSITORY / "tests" / WINDOWS, LONG_WINDOWS_FIRST, without=set())


def _ordered(home: Path, first: Sequence[str], *, without: set[str]) -> list[str]:
    """Folders and files below `home` with tests in them, those of `first` before the others."""
    names = {file.relative_to(home).parts[0] for file in home.rglob("test_*.py")} - without

    def place(name: str) -> tuple[int, str]:
        return (first.index(name) if name in first else len(first), name)

    return [(home / name).relative_to(REPOSITORY).as_posix() for name in sorted(names, key=place)]


def timed_files() -> list[str]:
    """The files with the marker: nothing else is collected once more for their sake."""
    files = (REPOSITORY / "tests").rglob("test_*.py")
    return sorted(str(file) for file in files if "mark.timing" in file.read_text("utf-8"))


def _pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", *arguments]


if __name__ == "__main__":
    sys.exit(main())
