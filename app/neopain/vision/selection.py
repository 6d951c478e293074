"""Which classifier somebody promoted: a small file that names a folder and pins its manifest."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from neopain.core.errors import ModelFault
from neopain.vision.toml_table import TomlTable

_REMEDY = "Promote the model again with `neopain-export promote`, or delete the file to use the bundled one."
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Selection:
    """A promoted classifier's folder (absolute), and the sha256 that its manifest had then."""

    folder: Path
    manifest_sha256: str


def read_selection(path: Path) -> Selection | None:
    """What `selected.toml` says; None when there is no such file, so that the bundled model is used.

    Raises:
        ModelFault: the file is there but cannot be read. It is never passed over in silence: the ward would
            get scores of another model than the one that it chose.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as fault:
        raise ModelFault(f"{path}: expected the choice of a model (TOML), got: {fault}. {_REMEDY}") from fault
    table = TomlTable(values, str(path))
    sha256 = table.text("manifest_sha256")
    if not _SHA256.fullmatch(sha256):
        raise table.refusal("manifest_sha256", "64 hexadecimal digits in small letters")
    folder = Path(table.text("folder"))
    if not folder.is_absolute() or not folder.is_dir():
        raise ModelFault(
            f"{path}: expected `folder` to be the full path of an existing folder, got {folder}. {_REMEDY}"
        )
    return Selection(folder, sha256)
