"""The only file that knows where assets, models and the sessions' folder are.

Installed from a wheel, assets and models lie inside the package; in an editable install they lie beside the
source roots, at the top of the repository.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_REPOSITORY = _PACKAGE.parent.parent


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
    """
    if chosen is not None:
        return chosen.expanduser().absolute()
    from_environment = os.environ.get("NEOPAIN_DATA")
    if from_environment:
        return Path(from_environment).expanduser().absolute()
    return platformdirs.user_data_path("neopain", appauthor=False)
