"""What a model folder's `manifest.toml` says, and reading the model's file only if it is that file.

A folder under `models/` holds one model: its file, its manifest and a card. The manifest is data about the
file, never code; `read_trusted` returns the very bytes whose digest was checked, so that nothing can be
exchanged between the check and the use.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from neopain.core.errors import ModelFault
from neopain.core.features import FeatureLayout
from neopain.core.text import Text
from neopain.vision.models.adaptation_part import AdaptationPart, read_adaptation_part
from neopain.vision.models.detector_part import DetectorPart, detector_part
from neopain.vision.models.intensity_part import IntensityPart, read_intensity_part
from neopain.vision.models.interval_part import ScoreIntervals, read_interval_part
from neopain.vision.models.known_answers import KnownAnswers, known_answers
from neopain.vision.models.novelty_part import NoveltyPart, read_novelty_part
from neopain.vision.models.temporal_part import TemporalPart, read_temporal_part
from neopain.vision.models.toml_table import TomlTable
from neopain.vision.models.trained_part import (
    ActionsPart,
    ResultValue,
    Training,
    actions_part,
    read_layout,
    read_networks,
    read_result,
    read_training,
)
from neopain.vision.models.trusted_file import manifest_bytes, same_digest, trusted_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCHEMA = 1
MANIFEST_FILE = "manifest.toml"
TEXTURE_FAMILIES = ("lbp", "hog", "strain", "lbptop", "mesh", "actions")
"""First words of block names that are not networks; no network may take one of them."""

FORCED = "forced"
"""Key of `[result]`: why a model should not have been promoted, written when it was promoted all the same."""
NOT_BETTER_THAN_CHANCE = " (NOT BETTER THAN CHANCE)"

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_OUTPUT = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class ModelKind(StrEnum):
    """What a model folder holds."""

    NETWORK = "network"
    LANDMARKER = "landmarker"
    CLASSIFIER = "classifier"
    DETECTOR = "detector"
    ACTIONS = "actions"

    @property
    def largest_bytes(self) -> int:
        """No file of this kind may be larger: VGG-16 with all its layers in float32 is 553 MB."""
        return {ModelKind.NETWORK: 1 << 30}.get(self, 1 << 26)


@dataclass(frozen=True, slots=True)
class InputSpec:
    """How a crop becomes the network's input: `(pixels in channel order - mean) * scale`, float32 NCHW.

    Attributes:
        tensor: name of the graph's input.
        height, width: px.
        channels: `RGB` or `BGR`, the order of the tensor.
        mean: subtracted from pixels 0..255, in the tensor's channel order.
        scale: multiplied afterwards.
    """

    tensor: str
    height: int
    width: int
    channels: str
    mean: tuple[float, float, float]
    scale: float


@dataclass(frozen=True, slots=True)
class NetworkPart:
    """A network's input and the flattened size of each named output."""

    input: InputSpec
    outputs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClassifierPart:
    """What a pickled classifier needs around it.

    Attributes:
        layout: the features that it was trained on, and accepts.
        networks: name -> sha256 of every model file whose output went into those features.
        libraries: distribution name -> version at training.
        classes: every class and function that the pickle names, `module.name`.
        training: what it learned from.
        known_answers: what it must answer to its stored vectors.
        novelty: how it is told whether a face is like those.
        result: measured figures, by name, as the training tool wrote them.
        intensity: how strong an expression is; None for a model that knows none.
        interval: how uncertain its scores are; None for a model that does not say.
        adaptation: how calm infants differ; None for a model that cannot be adapted to one.
        temporal: what it makes of its scores over some seconds; None for a model that learnt nothing of that.
    """

    layout: FeatureLayout
    networks: Mapping[str, str]
    libraries: Mapping[str, str]
    classes: tuple[str, ...]
    training: Training
    known_answers: KnownAnswers
    novelty: NoveltyPart
    result: Mapping[str, ResultValue] = field(default_factory=dict)
    intensity: IntensityPart | None = None
    interval: ScoreIntervals | None = None
    adaptation: AdaptationPart | None = None
    temporal: TemporalPart | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One model folder's manifest; `network` to `actions` are there for those kinds only.

    Attributes:
        digest: sha256 of the manifest's own text.
    """

    name: str
    version: str
    kind: ModelKind
    file: str
    sha256: str
    bytes: int
    licence: str
    source: str
    made_by: str
    network: NetworkPart | None = None
    classifier: ClassifierPart | None = None
    detector: DetectorPart | None = None
    actions: ActionsPart | None = None
    schema: int = SCHEMA
    digest: str = ""

    @property
    def id(self) -> str:
        """Name and version, as the screen and the record show it; a model forced into use says so."""
        forced = self.classifier is not None and FORCED in self.classifier.result
        return f"{self.name} {self.version}{NOT_BETTER_THAN_CHANCE if forced else ''}"


def read_manifest(folder: Path) -> Manifest:
    """Read and check `folder/manifest.toml`; the model's own file is not opened. Raises: ModelFault."""
    return _parsed(manifest_bytes(folder / MANIFEST_FILE), folder)


def read_trusted(folder: Path, *, manifest_sha256: str | None = None) -> tuple[Manifest, bytes]:
    """The manifest, and the model file's bytes after its size and sha256 were found right.

    Args:
        folder: the model's folder.
        manifest_sha256: hex digest that the manifest itself must have, when someone recorded it.

    Raises:
        ModelFault: a file is missing, too large, altered, or the manifest makes no sense.
    """
    text = manifest_bytes(folder / MANIFEST_FILE)
    if manifest_sha256 is not None:
        same_digest(folder / MANIFEST_FILE, text, manifest_sha256, "the one that was chosen")
    manifest = _parsed(text, folder)
    path = folder / manifest.file
    if manifest.bytes > manifest.kind.largest_bytes:
        raise ModelFault(
            Text(
                "{path}: a {kind} file may have {most} bytes, the manifest says {got}. "
                "Restore the model's folder from where it came.",
                path=path,
                kind=manifest.kind,
                most=manifest.kind.largest_bytes,
                got=manifest.bytes,
            )
        )
    return manifest, trusted_bytes(path, manifest.bytes, manifest.sha256)


def _parsed(text: bytes, folder: Path) -> Manifest:
    path = folder / MANIFEST_FILE
    try:
        values = tomllib.loads(text.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise ModelFault(
            Text(
                "{path}: expected TOML in UTF-8, got: {fault}. Restore the right file.",
                path=path,
                fault=fault,
            )
        ) from fault
    top = TomlTable(values, str(path))
    schema = top.whole("schema")
    if schema != SCHEMA:
        raise ModelFault(
            Text(
                "{path}: this NeoPain reads manifests of schema {schema}, got {got}. Update NeoPain.",
                path=path,
                schema=SCHEMA,
                got=schema,
            )
        )
    kind = top.text("kind")
    if kind not in set(ModelKind):
        raise top.refusal("kind", " or ".join(ModelKind))
    return Manifest(
        name=_matching(top, "name", _NAME, "small letters, digits, - and _"),
        version=top.text("version"),
        kind=ModelKind(kind),
        file=_matching(top, "file", _FILE, "a plain file name"),
        sha256=_matching(top, "sha256", _SHA256, "64 hexadecimal digits in small letters"),
        bytes=top.whole("bytes", least=1),
        licence=top.text("licence"),
        source=top.text("source"),
        made_by=top.text("made_by"),
        network=_network(top) if kind == ModelKind.NETWORK else None,
        classifier=_classifier(top) if kind == ModelKind.CLASSIFIER else None,
        detector=detector_part(top) if kind == ModelKind.DETECTOR else None,
        actions=actions_part(top) if kind == ModelKind.ACTIONS else None,
        digest=hashlib.sha256(text).hexdigest(),
    )


def _matching(table: TomlTable, key: str, pattern: re.Pattern[str], expected: str) -> str:
    value = table.text(key)
    if not pattern.fullmatch(value):
        raise table.refusal(key, expected)
    return value


def _network(top: TomlTable) -> NetworkPart:
    if top.text("name") in TEXTURE_FAMILIES:
        raise top.refusal("name", f"another name than {', '.join(TEXTURE_FAMILIES)}")
    spec = top.table("input")
    channels = spec.text("channels")
    if channels not in {"RGB", "BGR"}:
        raise spec.refusal("channels", "RGB or BGR")
    red, green, blue = spec.numbers("mean", 3)
    outputs = top.table("outputs")
    if not outputs.values:
        raise top.refusal("outputs", "at least one named output with its size")
    for name in outputs.values:
        if not _OUTPUT.fullmatch(name):
            raise outputs.refusal(name, "named with letters, digits, - and _")
    return NetworkPart(
        input=InputSpec(
            tensor=spec.text("tensor"),
            height=spec.whole("height", least=1),
            width=spec.whole("width", least=1),
            channels=channels,
            mean=(red, green, blue),
            scale=spec.number("scale"),
        ),
        outputs={name: outputs.whole(name, least=1) for name in outputs.values},
    )


def _classifier(top: TomlTable) -> ClassifierPart:
    libraries = top.table("libraries")
    answers = known_answers(top.table("known_answers"))
    return ClassifierPart(
        layout=read_layout(top),
        networks=read_networks(top),
        libraries={name: libraries.text(name) for name in libraries.values},
        classes=top.table("pickle").texts("classes"),
        training=read_training(top),
        known_answers=answers,
        novelty=read_novelty_part(top),
        result=read_result(top),
        intensity=read_intensity_part(top, len(answers.probabilities)),
        interval=read_interval_part(top),
        adaptation=read_adaptation_part(top),
        temporal=read_temporal_part(top),
    )
