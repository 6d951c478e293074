"""A network's folder: graph, manifest, card."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from neopain import __version__
from neopain.core.errors import EnvironmentFault, SettingFault
from neopain.vision.models.manifest import MANIFEST_FILE, SCHEMA, Manifest, ModelKind, read_trusted
from neopain_export.manifest_text import manifest_text
from neopain_export.networks.layers import Preprocessing

CARD_FILE = "card.md"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class NetworkDescription:
    """What a manifest and a card say of a network.

    Attributes:
        name, version: small letters, digits, `-`; the version as text.
        title: for people.
        tensor, height, width: of the graph's input.
        preprocessing: how pictures reach it.
        outputs: flattened size by name.
        licence, source: of the weights.
        notes: sentences for the card, such as parity and what was adopted.
    """

    name: str
    version: str
    title: str
    tensor: str
    height: int
    width: int
    preprocessing: Preprocessing
    outputs: Mapping[str, int]
    licence: str
    source: str
    notes: Sequence[str]


def write_network_folder(folder: Path, graph: bytes, described: NetworkDescription) -> Manifest:
    """Write the folder, the manifest last, and read it back as the monitor will.

    Raises: SettingFault when the folder already holds a model, EnvironmentFault when it cannot be written.
    """
    if not _NAME.fullmatch(described.name) or not described.version.strip():
        raise SettingFault(
            f"expected a name of small letters, digits, - and _, and a version; got {described.name!r} and "
            f"{described.version!r}; name them otherwise"
        )
    if (folder / MANIFEST_FILE).exists():
        raise SettingFault(
            f"{folder}: expected a folder without a model; got one; name another, or remove it"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{described.name}.onnx").write_bytes(graph)
        (folder / CARD_FILE).write_text(_card(described), "utf-8")
        (folder / MANIFEST_FILE).write_text(manifest_text(_manifest(described, graph)), "utf-8")
    except OSError as fault:
        raise EnvironmentFault(
            f"{folder}: expected a folder that can be written; got: {fault.strerror}; free some space, "
            "or name another"
        ) from fault
    manifest, _ = read_trusted(folder)
    return manifest


def sha256_of(path: Path) -> str:
    """Hex digest of a file. Raises: EnvironmentFault."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise EnvironmentFault(
            f"{path}: expected a readable file; got: {fault.strerror}; check the path"
        ) from fault


def _manifest(described: NetworkDescription, graph: bytes) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "name": described.name,
        "version": described.version,
        "kind": str(ModelKind.NETWORK),
        "file": f"{described.name}.onnx",
        "sha256": hashlib.sha256(graph).hexdigest(),
        "bytes": len(graph),
        "licence": described.licence,
        "source": described.source,
        "made_by": f"neopain-export {__version__}",
        "input": {
            "tensor": described.tensor,
            "height": described.height,
            "width": described.width,
            "channels": described.preprocessing.channels,
            "mean": list(described.preprocessing.mean),
            "scale": described.preprocessing.scale,
        },
        "outputs": dict(described.outputs),
    }


def _card(described: NetworkDescription) -> str:
    fed = described.preprocessing
    mean = ", ".join(f"{value:g}" for value in fed.mean)
    outputs = "\n".join(f"| `{name}` | {size} |" for name, size in described.outputs.items())
    notes = "\n".join(f"- {note}" for note in described.notes)
    return f"""# {described.title}

A network whose features feed a classifier of NeoPain. It knows nothing of pain by itself.

- Licence of the weights: {described.licence}
- Source: {described.source}
- Input `{described.tensor}`: {described.height} x {described.width} px, {fed.channels}, \
(pixel 0..255 - ({mean})) * {fed.scale:g}

The weights belong to their authors: whether they may be passed on is for their licence to say.
NeoPain does not ship them.

| output | values |
|---|---|
{outputs}

{notes}
"""
