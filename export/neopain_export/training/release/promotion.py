"""Makes a model folder the one that the monitor uses, or goes back to the bundled one."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from neopain.core.errors import ModelFault, RecordFault
from neopain.paths import at_home
from neopain.vision.models.manifest import read_manifest
from neopain.vision.models.selection import read_selection
from neopain_export.manifest_text import manifest_text


def promote(folder: Path, target: Path, *, manifest_sha256: str, networks: Mapping[str, str]) -> Path:
    """Write the choice into a data folder; the monitor reads it at its next start.

    The digests of the manifests are written too, so that the monitor refuses a folder that was changed
    afterwards. Nobody but the user can write, or read, the choice.

    Args:
        folder: the model's.
        target: the choice's file, `selection_file` or `detector_selection_file` of the data folder.
        manifest_sha256: of the model that was opened and accepted.
        networks: name -> the same of each network that is not bundled.

    Returns: the file written.  Raises: RecordFault.
    """
    folder = (at_home(folder) or folder).resolve()
    content = manifest_text(
        {
            "folder": str(folder),
            "manifest_sha256": manifest_sha256,
            "promoted_by": _user(),
            "promoted_utc": datetime.now(UTC).isoformat(timespec="seconds"),
            "networks": dict(networks),
        }
    )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.parent.chmod(0o700)
        partial = target.with_name(target.name + ".part")
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
        partial.replace(target)
    except OSError as error:
        raise RecordFault(f"expected to write {target}; got {error.strerror}; check --data") from error
    return target


def in_use(choice: Path) -> str:
    """Which model the monitor used until now, in words; never raises for a choice that cannot be read."""
    try:
        chosen = read_selection(choice)
        if chosen is None:
            return "the bundled model"
        return f"{read_manifest(chosen.folder).id} in {chosen.folder}"
    except ModelFault as fault:
        return f"a choice that cannot be read ({fault})"


def back_to_default(target: Path) -> bool:
    """Remove the choice; whether there was one. Raises: RecordFault."""
    try:
        target.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise RecordFault(f"expected to remove {target}; got {error.strerror}") from error
    return True


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user without a name
        return "unknown"
