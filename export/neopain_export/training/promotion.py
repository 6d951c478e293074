"""Makes a model folder the one that the monitor uses, or goes back to the bundled one."""

from __future__ import annotations

import hashlib
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain_export.manifest_text import manifest_text
from neopain_export.training.model_folder import MANIFEST_FILE

SELECTION = Path("models") / "selected.toml"


def promote(folder: Path, data: Path) -> Path:
    """Write the choice into the user's data folder; the monitor reads it at its next start.

    The manifest's digest is written too, so that the monitor refuses a folder that was changed afterwards.

    Returns: the file written.  Raises: RecordFault.
    """
    folder = folder.expanduser().resolve()
    target = data / SELECTION
    try:
        digest = hashlib.sha256((folder / MANIFEST_FILE).read_bytes()).hexdigest()
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(target.name + ".part")
        partial.write_text(manifest_text({"folder": str(folder), "manifest_sha256": digest}), "utf-8")
        partial.replace(target)
    except OSError as error:
        raise RecordFault(f"expected to write {target}; got {error.strerror}; check --data") from error
    return target


def back_to_default(data: Path) -> bool:
    """Remove the choice; whether there was one. Raises: RecordFault."""
    target = data / SELECTION
    try:
        target.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise RecordFault(f"expected to remove {target}; got {error.strerror}") from error
    return True
