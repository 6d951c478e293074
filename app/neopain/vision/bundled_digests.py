"""The digests of the bundled models' manifests, written by `neopain-export pin`.

A bundled model is used only if its manifest has the digest that stands here, in the program itself; the
manifest in turn holds the digest of the model's file.
"""

from __future__ import annotations

from typing import Final

MANIFESTS: Final[dict[str, str]] = {}
"""Folder below `models/` -> sha256 of its manifest.toml."""
