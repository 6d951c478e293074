"""What NeoPain is made of on this machine: itself, the libraries it needs, and the bundled models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from neopain.vision.models.manifest import MANIFEST_FILE, read_manifest

PRODUCT = "neopain"
UNSTATED = "not stated"
_LICENCE_FILE = re.compile(r"(?i)^(licen[cs]e|copying|notice|copyright|authors)")
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")
_LONGEST_LICENCE_NAME = 120


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that somebody made.

    Attributes:
        name, version: as its maker calls it.
        licence: as its maker states it, on one line; UNSTATED when it does not.
        kind: "library", "application" or "machine-learning-model".
        homepage: "" when it states none.
        sha256: of a model's file; "" for a library, whose files the installer's record lists.
        texts: its licence files' paths.
        needs: names of the libraries that it needs, of those installed.
    """

    name: str
    version: str
    licence: str
    kind: str
    homepage: str = ""
    sha256: str = ""
    texts: tuple[Path, ...] = ()
    needs: tuple[str, ...] = ()


def installed_parts(*, everything: bool = False) -> tuple[Part, ...]:
    """The product first, then the libraries it needs, by name.

    Args:
        everything: with what the makers of models and the developers need, where that is installed.
    """
    found: dict[str, Part] = {}
    waiting = [PRODUCT]
    while waiting:
        name = waiting.pop()
        if _key(name) in found:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system, or an extra that nobody installed
        with_extras = everything and name == PRODUCT
        found[_key(name)] = _library(distribution, with_extras=with_extras)
        waiting.extend(found[_key(name)].needs)
    first = [found.pop(PRODUCT)] if PRODUCT in found else []
    return (*first, *(found[key] for key in sorted(found)))


def bundled_models(models: Path) -> tuple[Part, ...]:
    """The models of a models folder. Raises: ModelFault."""
    manifests = [read_manifest(path.parent) for path in sorted(models.glob(f"*/{MANIFEST_FILE}"))]
    return tuple(
        Part(one.name, one.version, one.licence, "machine-learning-model", sha256=one.sha256)
        for one in manifests
    )


def licence_texts(part: Part) -> Iterator[tuple[str, str]]:
    """Name and text of each licence file of a part; one that cannot be read is left out."""
    for path in part.texts:
        try:
            yield path.name, path.read_text("utf-8", "replace")
        except OSError:
            continue


def _library(distribution: metadata.Distribution, *, with_extras: bool) -> Part:
    told = distribution.metadata
    kind = "application" if _key(told["Name"]) == PRODUCT else "library"
    return Part(
        name=told["Name"],
        version=distribution.version,
        licence=_licence(told),
        kind=kind,
        homepage=_homepage(told),
        texts=tuple(_licence_files(distribution)),
        needs=tuple(sorted(_needs(distribution, with_extras=with_extras), key=str.lower)),
    )


def _needs(distribution: metadata.Distribution, *, with_extras: bool) -> set[str]:
    needs = set()
    for requirement in distribution.requires or ():
        name = _NAME.match(requirement)
        extra = "extra ==" in requirement
        if name is None or (extra and not with_extras):
            continue
        try:
            needs.add(metadata.distribution(name[0]).metadata["Name"])
        except metadata.PackageNotFoundError:
            continue
    return needs


def _licence(told: metadata.PackageMetadata) -> str:
    """SPDX expression, else the short text, else the classifiers."""
    expression = _one(told, "License-Expression")
    if expression:
        return expression
    classifiers = [
        line.rpartition("::")[2].strip()
        for line in told.get_all("Classifier") or ()
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    lines = [line.strip() for line in _one(told, "License").splitlines() if line.strip()]
    short = lines[0] if len(lines) == 1 and len(lines[0]) <= _LONGEST_LICENCE_NAME else ""
    return short or " and ".join(classifiers) or (f"{lines[0][:80]} ..." if lines else UNSTATED)


def _homepage(told: metadata.PackageMetadata) -> str:
    if _one(told, "Home-page"):
        return _one(told, "Home-page")
    links = [line.partition(",")[2].strip() for line in told.get_all("Project-URL") or ()]
    return links[0] if links else ""


def _licence_files(distribution: metadata.Distribution) -> Iterator[Path]:
    for file in distribution.files or ():
        if ".dist-info" in str(file.parent) and _LICENCE_FILE.match(file.name):
            yield Path(str(distribution.locate_file(file)))


def _one(told: metadata.PackageMetadata, key: str) -> str:
    found = told.get_all(key) or [""]
    return str(found[0]).strip()


def _key(name: str) -> str:
    """One spelling of a distribution's name."""
    return re.sub(r"[-_.]+", "-", name).lower()
