"""Puts the networks that a classifier needs into its folder, so that the folder can be carried away."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.vision.models.manifest import read_manifest


def bring_networks(networks: tuple[Path, ...], needed: set[str], bundled: Path, folder: Path) -> list[Path]:
    """Link, or copy across disks, each needed network that is not bundled. Returns the new folders.

    Raises: ModelFault for a folder that is no network's; RecordFault when the copy fails.
    """
    made = []
    for network in networks:
        if read_manifest(network).name not in needed or network.resolve().parent == bundled.resolve():
            continue
        target = folder / network.resolve().name
        try:
            target.mkdir(parents=True, exist_ok=True)
            for path in sorted(network.iterdir()):
                if path.is_file():
                    _link(path, target / path.name)
        except OSError as error:
            raise RecordFault(f"expected to copy {network} to {target}; got {error.strerror}") from error
        made.append(target)
    return made


def _link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
