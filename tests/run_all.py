"""The whole suite, as `make test` runs it: what needs no Qt without Qt, the rest in parallel, what is timed alone.

Several processes, because most tests wait for a clock, a server or a window and not for the processor.
"""

from __future__ import annotations

import subprocess
import sys

from tests.without_qt import REPOSITORY, ROOMS, run_units

PROCESSES = ("-n", "3", "--dist", "loadfile")
"""A file's tests stay together, since they share what is recorded once."""


NO_TESTS = 5
"""pytest's exit code where nothing was selected."""


def main() -> int:
    """Returns: the exit code of the first run that failed, else 0; pytest's summary is the last line."""
    rest = [f"--ignore=tests/unit/{room}" for room in ROOMS]
    runs = (
        lambda: run_units("-q", "-p", "no:randomly", *PROCESSES, "-m", "not bench and not timing"),
        lambda: _pytest(*PROCESSES, *rest, "-m", "not bench and not timing"),
        lambda: _pytest("-m", "timing and not bench"),
    )
    return next((code for code in (run() for run in runs) if code not in {0, NO_TESTS}), 0)


def _pytest(*arguments: str) -> int:
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", *arguments, "tests"]
    return subprocess.run(command, cwd=REPOSITORY, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
