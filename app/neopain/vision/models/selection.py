"""Which classifier and which detector were promoted here: small files that name a folder and pin manifests.

A model of somebody else is used only after its owner said so here. So the choice lies in the data folder, and
counts only if nobody but the user who runs the monitor, or root, can have written it.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.models.toml_table import TomlTable

_REMEDY = Text(
    "Promote the model again with `neopain-export promote`, or delete the file to use the bundled one."
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LARGEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Selection:
    """A promoted classifier, or a promoted face detector, which has no networks.

    Attributes:
        folder: its folder, absolute.
        manifest_sha256: that its manifest had then.
        networks: name -> sha256 of the manifest of each network that it used then and that is not bundled.
    """

    folder: Path
    manifest_sha256: str
    networks: Mapping[str, str] = field(default_factory=dict)


def selection_file(data: Path) -> Path:
    """Where the choice of a data folder's classifier stands, if there is one."""
    return data / "models" / "selected.toml"


def detector_selection_file(data: Path) -> Path:
    """Where the choice of a data folder's face detector stands, if there is one."""
    return data / "models" / "selected_detector.toml"


def read_selection(path: Path) -> Selection | None:
    """What `selected.toml` says; None when there is no such file, so that the bundled model is used.

    Raises:
        ModelFault: the file is there but cannot be read, or others can have written it. It is never passed
            over in silence: the ward would get scores of another model than the one that it chose.
    """
    try:
        with path.open("rb") as file:
            _expect_own(path, os.fstat(file.fileno()))
            _expect_own(path.parent, path.parent.stat())
            values = tomllib.loads(file.read(_LARGEST_BYTES).decode("utf-8"))
    except (FileNotFoundError, NotADirectoryError):  # without a folder there is no choice either
        return None
    except (OSError, ValueError, RecursionError) as fault:
        raise ModelFault(
            Text(
                "{path}: expected the choice of a model (TOML), got: {fault}. {remedy}",
                path=path,
                fault=fault,
                remedy=_REMEDY,
            )
        ) from fault
    table = TomlTable(values, str(path))
    folder = Path(table.text("folder"))
    if not folder.is_absolute() or not folder.is_dir():
        raise ModelFault(
            Text(
                "{path}: expected `folder` to be the full path of an existing folder, got {folder}. {remedy}",
                path=path,
                folder=folder,
                remedy=_REMEDY,
            )
        )
    networks = table.table("networks") if "networks" in values else TomlTable({}, str(path))
    return Selection(
        folder,
        _digest(table, "manifest_sha256"),
        {name: _digest(networks, name) for name in networks.values},
    )


def _digest(table: TomlTable, key: str) -> str:
    value = table.text(key)
    if not _SHA256.fullmatch(value):
        raise table.refusal(key, "64 hexadecimal digits in small letters")
    return value


def _expect_own(path: Path, told: os.stat_result) -> None:
    """Refuse what another user than this one or root owns or can write to."""
    if os.name != "posix":
        return
    owner = told.st_uid in {os.geteuid(), 0}
    if not owner or told.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise ModelFault(
            Text(
                "{path}: expected a file or folder that only its owner, who runs the monitor, can "
                "write; got owner {owner} and rights {rights:o}, so that others may have chosen "
                "this model. Look who wrote it; then `chmod go-w {path}`, or promote the model again.",
                path=path,
                owner=told.st_uid,
                rights=stat.S_IMODE(told.st_mode),
            )
        )
