"""A restore that was interrupted is finished before a command reads anything of its folder."""

from __future__ import annotations

import argparse
from contextlib import suppress

from neopain import paths
from neopain.core.errors import NeopainError
from neopain.store.files.folder_lock import settle


def settle_folder(arguments: argparse.Namespace) -> None:
    """Cameras and settings are read before the record; where it cannot be finished, the record says why."""
    with suppress(NeopainError):
        settle(paths.data(getattr(arguments, "data", None)))
