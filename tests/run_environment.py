"""What the processes of `make test` run in: compiled once, one thread each, files in memory where there is room.

None of it changes what a test asserts. `python -m pytest` alone runs without it, and passes as well.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 (looked at before it is used)
DISK = Path("/var/tmp")  # noqa: S108 (the same)
ROOM_BYTES = 4 * 2**30
"""A third of it was seen in use."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")
"""Several test processes share the processors already; more threads in each only wait for each other."""


def environment(folder: Path) -> dict[str, str]:
    """The variables of the test processes, with their temporary files below `folder`."""
    variables = os.environ | dict.fromkeys(ONE_THREAD, "1") | {"TMPDIR": str(folder)}
    # Else every process of every test compiles the product again: some six seconds for each collection.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    return variables


@contextmanager
def temporary_folder(memory: Path = MEMORY, room_bytes: int = ROOM_BYTES) -> Iterator[Path]:
    """A folder for the run that is gone afterwards: in memory where there is room, else where the system says.

    A commit of a record waits for the disk, 20 ms and more, thousands of times. What tests survive, the death of a
    process, a full file, damage, is the same in memory; a test of the disk itself asks for `folder_on_disk`.
    """
    where = memory if _fits(memory, room_bytes) else None
    with tempfile.TemporaryDirectory(
        prefix="neopain-tests-", dir=where, ignore_cleanup_errors=True
    ) as folder:
        # A test that becomes another user has to reach its own files below it; nobody may list it.
        Path(folder).chmod(0o711)
        yield Path(folder)


@contextmanager
def folder_on_disk() -> Iterator[Path]:
    """A temporary folder that is never in memory."""
    where = DISK if DISK.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="neopain-", dir=where, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _fits(memory: Path, room_bytes: int) -> bool:
    try:
        usable = shutil.disk_usage(memory).free >= room_bytes
        # Some tests start what they have written.
        return usable and not os.statvfs(memory).f_flag & getattr(os, "ST_NOEXEC", 0)
    except (OSError, AttributeError):
        return False
