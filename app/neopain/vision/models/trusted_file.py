"""Reads a model's file only if it is the very file that a manifest names."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from neopain.core.errors import ModelFault
from neopain.core.text import Text

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST_LARGEST_BYTES = 1 << 20


def trusted_bytes(path: Path, size: int, sha256: str, by: str = "its manifest") -> bytes:
    """The file's bytes, after their number and digest were found right.

    Args:
        path: the file.
        size: how many bytes it must have.
        sha256: hex digest that it must have.
        by: who says so, for the message.

    Raises:
        ModelFault: it is missing, cut short, altered or exchanged.
    """
    payload = bytes_of(path, size)
    if len(payload) != size:
        held = "more" if len(payload) > size else f"{len(payload)}"
        raise ModelFault(
            Text(
                "{path}: expected {size} bytes, got {held}. The file is cut short or exchanged: "
                "restore it from where it came.",
                path=path,
                size=size,
                held=held,
            )
        )
    same_digest(path, payload, sha256, by)
    return payload


def bytes_of(path: Path, most: int) -> bytes:
    """At most `most + 1` bytes: one too many shows that the file is larger than it should be."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as fault:
        raise ModelFault(
            Text(
                "{path}: expected a readable file, got: {why}. Restore the model's folder, or "
                "choose another model.",
                path=path,
                why=fault.strerror or fault,
            )
        ) from fault


def same_digest(path: Path, content: bytes, expected: str, by: str) -> None:
    """Compare a content's digest with the one that `by` says. Raises: ModelFault."""
    got = hashlib.sha256(content).hexdigest()
    if got != expected:
        raise ModelFault(
            Text(
                "{path}: expected sha256 {expected} as {by} says, got {got}. The file was altered or "
                "exchanged: restore it from where it came; do not use it.",
                path=path,
                expected=expected,
                by=by,
                got=got,
            )
        )


def manifest_bytes(path: Path) -> bytes:
    """The content of a manifest. Raises: ModelFault when it cannot be read, or is no manifest's size."""
    text = bytes_of(path, MANIFEST_LARGEST_BYTES)
    if len(text) > MANIFEST_LARGEST_BYTES:
        most = MANIFEST_LARGEST_BYTES
        raise ModelFault(
            Text("{path}: a manifest has at most {most} bytes. Restore the right file.", path=path, most=most)
        )
    return text
