"""The software bill of materials in CycloneDX 1.6: https://cyclonedx.org/docs/1.6/json/."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from neopain.commands.installation.installed_parts import UNSTATED, Part

_SPDX = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*")
_SPDX_IDS = re.compile(
    r"^(Apache-|BSD-|MIT|0BSD|ISC|PSF-|LGPL-|GPL-|MPL-|Zlib|HPND|CC0-|CC-BY-|Unlicense|Python-)"
)


def software_bill(parts: Sequence[Part], models: Sequence[Part], made: datetime) -> dict[str, Any]:
    """The bill as plain values for JSON; the first part is the product.

    Args:
        parts: the product and its libraries.
        models: the bundled models.
        made: when, with its zone.
    """
    product, *libraries = parts
    references = {part.name: _reference(part) for part in parts}
    depends = [
        {
            "ref": references[part.name],
            "dependsOn": sorted(references[name] for name in part.needs if name in references),
        }
        for part in parts
    ]
    depends[0]["dependsOn"] = sorted({*depends[0]["dependsOn"], *map(_reference, models)})
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {"timestamp": made.isoformat(timespec="seconds"), "component": _component(product)},
        "components": [_component(part) for part in (*libraries, *models)],
        "dependencies": depends,
    }


def _component(part: Part) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": part.kind,
        "bom-ref": _reference(part),
        "name": part.name,
        "version": part.version,
        "licenses": _licences(part.licence),
    }
    if part.kind != "machine-learning-model":
        made["purl"] = _reference(part)
    if part.sha256:
        made["hashes"] = [{"alg": "SHA-256", "content": part.sha256}]
    if part.homepage.startswith(("https://", "http://")):
        made["externalReferences"] = [{"type": "website", "url": part.homepage}]
    return made


def _licences(stated: str) -> list[dict[str, Any]]:
    if stated == UNSTATED:
        return []
    if _SPDX.fullmatch(stated) and _SPDX_IDS.match(stated):
        return [{"expression": stated}]
    return [{"license": {"name": stated}}]


def _reference(part: Part) -> str:
    if part.kind == "machine-learning-model":
        return f"model:{part.name}@{part.version}"
    return f"pkg:pypi/{re.sub(r'[-_.]+', '-', part.name).lower()}@{part.version}"
