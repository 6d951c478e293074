"""The only file that knows where assets, models and the sessions' folder are.

Installed from a wheel, assets and models lie inside the package; in an editable install they lie beside the
source roots, at the top of the repository.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from neopain.core.errors import SettingFault
from neopain.core.text import Text

_PACKAGE = Path(__file__).resolve().parent
_REPOSITORY = _PACKAGE.parent.parent

BEDS = "beds"
"""Folder of further beds' folders in the folder of the sessions; each has a record of its own."""


def _bundled(inside: str, beside: str) -> Path:
    packaged = _PACKAGE / inside
    return packaged if packaged.is_dir() else _REPOSITORY / beside


def assets() -> Path:
    """Folder of what is shown and heard: icons, sounds, the simulated neonate."""
    return _bundled("_assets", "assets")


def models() -> Path:
    """Folder of the bundled models, one folder each with its manifest."""
    return _bundled("_models", "models")


def data(chosen: Path | None = None) -> Path:
    """Folder of the sessions: `chosen` (--data), else the variable NEOPAIN_DATA, else the user's data folder.

    Made on first use by whoever writes there.

    Raises: SettingFault for a home folder that does not exist: that of an unknown user, or of a process whose
        user has none.
    """
    if chosen is not None:
        return _written_out(chosen, "--data")
    from_environment = os.environ.get("NEOPAIN_DATA")
    if from_environment:
        return _written_out(Path(from_environment), "NEOPAIN_DATA")
    try:
        folder = platformdirs.user_data_path("neopain", appauthor=False)
    except (RuntimeError, KeyError):
        folder = None
    if folder is None or not folder.is_absolute():
        raise SettingFault(
            Text(
                "the sessions' folder would lie in your home folder, but this user has none; set "
                "NEOPAIN_DATA or give --data FOLDER"
            )
        )
    return folder


def site() -> Path:
    """Folder of what holds for every user of this machine: NEOPAIN_SITE, else the platform's own place.

    `/etc/xdg/neopain` on Linux, `neopain` in ProgramData on Windows and in
    `/Library/Application Support` on macOS. Nothing is ever written there.
    """
    from_environment = os.environ.get("NEOPAIN_SITE")
    if from_environment:
        return _written_out(Path(from_environment), "NEOPAIN_SITE")
    return platformdirs.site_config_path("neopain", appauthor=False)


def at_home(path: Path) -> Path | None:
    """`path` with the home folder in the place of ~ or ~user; None where that is nobody's home.

    Nobody's is also a name that no system could hold, such as one with a zero byte in it.
    """
    try:
        return path.expanduser()
    except (RuntimeError, ValueError):
        return None


def _written_out(folder: Path, where: str) -> Path:
    if not str(folder).strip():
        raise SettingFault(Text("{where}: a folder; got a blank; write its path", where=where))
    first = folder.parts[0] if folder.parts else ""
    # A folder here may be called ~name; but ~ alone is always the home folder, wherever one stands.
    if first == "~" or (first.startswith("~") and not folder.exists()):
        home = at_home(folder)
        if home is None:
            raise SettingFault(
                Text(
                    "{where}: a folder; {first} is no user with a home folder; write the path out",
                    where=where,
                    first=first,
                )
            )
        folder = home
    return folder.absolute()
