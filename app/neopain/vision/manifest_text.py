"""Writes a manifest as TOML, so that `manifest.read_manifest` gives the same manifest again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neopain.vision.manifest import ClassifierPart, Manifest, NetworkPart


def manifest_text(manifest: Manifest) -> str:
    """The text of `manifest.toml`. Keys stand in a fixed order, so equal manifests have equal bytes."""
    top = {
        "schema": manifest.schema,
        "name": manifest.name,
        "version": manifest.version,
        "kind": str(manifest.kind),
        "file": manifest.file,
        "sha256": manifest.sha256,
        "bytes": manifest.bytes,
        "licence": manifest.licence,
        "source": manifest.source,
        "made_by": manifest.made_by,
    }
    parts = ["\n".join(_lines(top))]
    if manifest.network is not None:
        parts.extend(_network(manifest.network))
    if manifest.classifier is not None:
        parts.extend(_classifier(manifest.classifier))
    return "\n\n".join(parts) + "\n"


def _network(part: NetworkPart) -> Iterable[str]:
    spec = part.input
    yield _table(
        "[input]",
        {
            "tensor": spec.tensor,
            "height": spec.height,
            "width": spec.width,
            "channels": spec.channels,
            "mean": list(spec.mean),
            "scale": spec.scale,
        },
    )
    yield _table("[outputs]", part.outputs)


def _classifier(part: ClassifierPart) -> Iterable[str]:
    for block in part.layout.blocks:
        yield _table("[[layout]]", {"name": block.name, "size": block.size})
    yield _table("[networks]", part.networks)
    yield _table("[libraries]", part.libraries)
    yield _table("[pickle]", {"classes": list(part.classes)})
    training = part.training
    yield _table(
        "[training]",
        {
            "data": training.data,
            "simulated": training.simulated,
            "subjects": training.subjects,
            "pictures": training.pictures,
        },
    )
    yield _table("[result]", part.result)


def _table(head: str, values: Mapping[str, object]) -> str:
    return "\n".join([head, *_lines(values)])


def _lines(values: Mapping[str, object]) -> list[str]:
    # JSON's texts, whole and broken numbers, truth values and lists are all valid TOML; a quoted key always is.
    return [f"{_key(key)} = {_value(value)}" for key, value in values.items()]


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare else json.dumps(key, ensure_ascii=False)
