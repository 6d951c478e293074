"""System libraries that the wheels load on Linux: which are missing; and failed imports in words."""

from __future__ import annotations

import ctypes
import re
import sys
from dataclasses import dataclass

from neopain import paths

TABLE = "system-libraries.txt"
_SHARED_OBJECT = re.compile(r"(lib[\w.+-]+\.so[.\d]*)")


@dataclass(frozen=True, slots=True)
class SystemLibrary:
    """A shared object, the Debian package that brings it, and whether only the window needs it."""

    name: str
    package: str
    only_window: bool


def known_libraries() -> tuple[SystemLibrary, ...]:
    """The table in `assets`; empty where it cannot be read."""
    try:
        lines = (paths.assets() / TABLE).read_text("utf-8").splitlines()
    except OSError:
        return ()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return tuple(SystemLibrary(name, package, need == "window") for name, package, need in rows)


def missing_libraries() -> tuple[SystemLibrary, ...]:
    """Those of the table that this Linux cannot load; none on other systems, whose wheels bring their own."""
    if sys.platform != "linux":
        return ()
    return tuple(library for library in known_libraries() if not _loads(library.name))


def install_command(libraries: tuple[SystemLibrary, ...]) -> str:
    """What to run for them on Debian and Ubuntu."""
    return f"sudo apt-get install -y {' '.join(library.package for library in libraries)}"


def import_failure(fault: ImportError) -> str:
    """A failed import in words: what is missing, and what brings it."""
    found = _SHARED_OBJECT.search(str(fault))
    if found:
        # One that the table does not name comes with those that it names, as a rule: they need it, too.
        missing = missing_libraries()
        remedy = (
            f"run: {install_command(missing)}"
            if missing
            else "install the package of your system that brings it"
        )
        return f"the system library {found[1]} is missing; {remedy}"
    if isinstance(fault, ModuleNotFoundError) and fault.name:
        return (
            f"the Python package {fault.name.partition('.')[0]} is not installed here; run `make run` in the "
            "source folder, or `pip install -e .` there, with the same Python"
        )
    return f"a library cannot be loaded ({fault}); `neopain doctor` checks this machine"


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
