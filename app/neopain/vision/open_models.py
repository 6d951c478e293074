"""Opens what the monitor needs out of the model folders, and says what was opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.actions.expression import ExpressionNetwork
from neopain.vision.actions.meter import LinearActionMeter
from neopain.vision.actions.opening import Opened, open_signs
from neopain.vision.features.crop import SimilarityAligner
from neopain.vision.features.extraction import FusedExtractor
from neopain.vision.finding.face_finder import InfantFaceFinder
from neopain.vision.models.bundled_digests import MANIFESTS
from neopain.vision.models.manifest import (
    TEXTURE_FAMILIES,
    Manifest,
    ModelKind,
    read_manifest,
    read_trusted,
)
from neopain.vision.models.selection import Selection, read_selection
from neopain.vision.models.shelf import Shelf
from neopain.vision.networks.embedding import NetworkEmbedding
from neopain.vision.networks.inference import open_network
from neopain.vision.open_finder import FACE_WITNESS, LANDMARKER, WAY_UP, open_finder, read_detector
from neopain.vision.scoring.classifier import SvmClassifier, load_classifier
from neopain.vision.scoring.novelty import PrincipalComponentNovelty, load_novelty

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CARD_FILE = "card.md"


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One opened model, for doctor, screen and record; `provider` is "" where none applies."""

    kind: str
    name: str
    version: str
    sha256: str
    licence: str
    provider: str


@dataclass(frozen=True, slots=True, eq=False)
class VisionModels:
    """Everything from picture to number, opened and checked against each other.

    Attributes:
        card: the classifier's model card, Markdown; says so when its folder has none.
        lines: see `describe`.
        networks: name -> sha256 of the manifest of each network that is not bundled.
        detector: whose face detector the finder has, as `open_finder` takes it.
    """

    finder: InfantFaceFinder
    aligner: SimilarityAligner
    extractor: FusedExtractor
    novelty: PrincipalComponentNovelty
    classifier: SvmClassifier
    meter: LinearActionMeter
    witness: ExpressionNetwork
    card: str
    lines: tuple[ModelLine, ...]
    networks: Mapping[str, str] = field(default_factory=dict)
    detector: Path | Selection | None = None

    def describe(self) -> tuple[ModelLine, ...]:
        """The opened models: classifier, networks, landmarker, face detector, witness of the way up."""
        return self.lines

    def close(self) -> None:
        """Release the face finder; twice is harmless."""
        self.finder.close()


def promoted(path: Path) -> Selection | None:
    """The classifier or detector that `path`, a choice's file, names; None without that file.

    Raises:
        ModelFault: the file is there but makes no sense; it is never passed over in silence.
    """
    return read_selection(path)


def open_models(
    models: Path,
    *,
    chosen: Path | Selection | None = None,
    detector: Path | Selection | None = None,
    prefer_gpu: bool = True,
    follow: bool = True,
    threads: int = 0,
    digests: Mapping[str, str] = MANIFESTS,
) -> VisionModels:
    """Open the landmarker, a classifier, and the networks that its features come from.

    Args:
        models: folder of the bundled models.
        chosen: what `promoted` gave, or another classifier's folder that is only tried, since nobody said
            yet that it may be used; None for the bundled one. Its networks are looked for inside it, beside
            it, and then among the bundled ones.
        detector: likewise the face detector.
        prefer_gpu: try CUDA where there seems to be one.
        follow: see `InfantFaceFinder`; False for single pictures.
        threads: of the networks on the CPU; 0 for one per core.
        digests: of the manifests of the bundled folders; those of this release.

    Raises:
        ModelFault: anything is missing, altered, or does not belong together.
    """
    shelf = Shelf(models, digests, chosen)
    classifier = load_classifier(shelf.folder, manifest_sha256=shelf.classifier_pin())
    novelty = load_novelty(shelf.folder, classifier.manifest)
    part = classifier.manifest.classifier
    recorded = part.networks if part is not None else {}
    landmarker = read_manifest(models / LANDMARKER)
    _as_recorded(landmarker, recorded, classifier.model_id)
    opened: dict[str, Opened] = {}
    foreign: dict[str, str] = {}
    lines = [_line(classifier.manifest, "")]
    for name in _networks_of(classifier):
        home = shelf.home_of(name, recorded.get(name), classifier.model_id)
        pin = shelf.network_pin(home, name)
        network, manifest = _opened(home, pin, prefer_gpu=prefer_gpu, threads=threads)
        opened[name] = (network, manifest)
        if not shelf.is_bundled(home):
            foreign[name] = manifest.digest
        lines.append(_line(manifest, network.provider))

    def own(folder: Path, pin: str) -> Opened:
        return _opened(folder, pin, prefer_gpu=prefer_gpu, threads=threads)

    signs = open_signs(models, digests, opened, own)
    lines.append(_line(signs.heads, ""))
    lines.extend(_line(manifest, network.provider) for network, manifest in signs.opened)
    lines.append(_line(landmarker, ""))
    lines.append(_line(read_detector(models, detector, digests)[0], ""))
    lines.extend(_line(read_manifest(models / witness), "") for witness in (WAY_UP, FACE_WITNESS))
    extractor = FusedExtractor(classifier.layout, {name: network for name, (network, _) in opened.items()})
    finder = open_finder(models, detector=detector, follow=follow, digests=digests)
    card = _card(shelf.folder)
    return VisionModels(
        finder=finder,
        aligner=SimilarityAligner(),
        extractor=extractor,
        novelty=novelty,
        classifier=classifier,
        meter=signs.meter,
        witness=signs.witness,
        card=card,
        lines=tuple(lines),
        networks=foreign,
        detector=detector,
    )


def open_scorer(
    models: Path, *, chosen: Path | Selection | None = None, digests: Mapping[str, str] = MANIFESTS
) -> tuple[FusedExtractor, SvmClassifier]:
    """Only what makes a score of an aligned face, on one thread of the CPU; arguments as for `open_models`.

    Raises: ModelFault.
    """
    shelf = Shelf(models, digests, chosen)
    classifier = load_classifier(shelf.folder, manifest_sha256=shelf.classifier_pin())
    part = classifier.manifest.classifier
    recorded = part.networks if part is not None else {}
    opened = {}
    for name in _networks_of(classifier):
        home = shelf.home_of(name, recorded.get(name), classifier.model_id)
        opened[name], _ = _opened(home, shelf.network_pin(home, name), prefer_gpu=False, threads=1)
    return FusedExtractor(classifier.layout, opened), classifier


def open_embedding(folder: Path, *, prefer_gpu: bool = True, threads: int = 0) -> NetworkEmbedding:
    """The network of one model folder. Raises: ModelFault."""
    return _opened(folder, None, prefer_gpu=prefer_gpu, threads=threads)[0]


def _opened(
    folder: Path, pin: str | None, *, prefer_gpu: bool, threads: int
) -> tuple[NetworkEmbedding, Manifest]:
    manifest, model = read_trusted(folder, manifest_sha256=pin)
    if manifest.kind is not ModelKind.NETWORK:
        raise ModelFault(
            Text(
                "{folder}: expected a network, got a {kind}. Choose a network's folder.",
                folder=folder,
                kind=manifest.kind,
            )
        )
    return NetworkEmbedding(open_network(model, prefer_gpu=prefer_gpu, threads=threads), manifest), manifest


def _networks_of(classifier: SvmClassifier) -> tuple[str, ...]:
    families = (block.name.partition(".")[0] for block in classifier.layout.blocks)
    return tuple(dict.fromkeys(family for family in families if family not in TEXTURE_FAMILIES))


def _as_recorded(landmarker: Manifest, recorded: Mapping[str, str], model_id: str) -> None:
    """Another landmarker would align faces differently; checked where the classifier recorded its own."""
    expected = recorded.get(landmarker.name, landmarker.sha256)
    if expected != landmarker.sha256:
        raise ModelFault(
            Text(
                "{model_id} was trained with the landmarker of sha256 {expected}, here is another: "
                "{sha256}. Build the model again with `neopain-export build`.",
                model_id=model_id,
                expected=expected,
                sha256=landmarker.sha256,
            )
        )


def _card(folder: Path) -> str:
    """The card is for people: one that is missing or unreadable stops nothing."""
    try:
        return (folder / CARD_FILE).read_text("utf-8")
    except (OSError, UnicodeError):
        return f"This model has no card: there is no readable {CARD_FILE} in its folder."


def _line(manifest: Manifest, provider: str) -> ModelLine:
    return ModelLine(
        str(manifest.kind), manifest.name, manifest.version, manifest.sha256, manifest.licence, provider
    )
