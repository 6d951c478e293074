"""Opens what the monitor needs out of the model folders, and says what was opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neopain.core.errors import ModelFault
from neopain.vision.classifier import SvmClassifier, load_classifier
from neopain.vision.crop import SimilarityAligner
from neopain.vision.embedding import NetworkEmbedding
from neopain.vision.features import FusedExtractor
from neopain.vision.finding.face_finder import InfantFaceFinder
from neopain.vision.finding.face_landmarker import FaceLandmarker
from neopain.vision.finding.onnx_detector import OnnxFaceDetector
from neopain.vision.inference import open_network
from neopain.vision.manifest import (
    MANIFEST_FILE,
    TEXTURE_FAMILIES,
    Manifest,
    ModelKind,
    read_manifest,
    read_trusted,
)
from neopain.vision.selection import Selection, read_selection

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

BUNDLED_CLASSIFIER = "pain_svm"
LANDMARKER = "face_landmarker"
DETECTOR = "face_detector"
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
    """

    finder: InfantFaceFinder
    aligner: SimilarityAligner
    extractor: FusedExtractor
    classifier: SvmClassifier
    card: str
    lines: tuple[ModelLine, ...]

    def describe(self) -> tuple[ModelLine, ...]:
        """The opened models: classifier, networks, landmarker, face detector."""
        return self.lines

    def close(self) -> None:
        """Release the face finder; twice is harmless."""
        self.finder.close()


def promoted(path: Path) -> Selection | None:
    """The classifier that `path`, a `selected.toml`, names; None without that file.

    Raises:
        ModelFault: the file is there but makes no sense; it is never passed over in silence.
    """
    return read_selection(path)


def open_models(
    models: Path,
    *,
    chosen: Path | Selection | None = None,
    prefer_gpu: bool = True,
    follow: bool = True,
    threads: int = 0,
) -> VisionModels:
    """Open the landmarker, a classifier, and the networks that its features come from.

    Args:
        models: folder of the bundled models.
        chosen: another classifier's folder, or what `promoted` gave; None for the bundled one.
            Its networks are looked for inside it, beside it, and then among the bundled ones.
        prefer_gpu: try CUDA where there seems to be one.
        follow: see `InfantFaceFinder`; False for single pictures.
        threads: of the networks on the CPU; 0 for one per core.

    Raises:
        ModelFault: anything is missing, altered, or does not belong together.
    """
    folder, pin = _chosen(models, chosen)
    classifier = load_classifier(folder, manifest_sha256=pin)
    part = classifier.manifest.classifier
    recorded = part.networks if part is not None else {}
    landmarker = read_manifest(models / LANDMARKER)
    _as_recorded(landmarker, recorded, classifier.model_id)
    networks: dict[str, NetworkEmbedding] = {}
    lines = [_line(classifier.manifest, "")]
    for name in _networks_of(classifier):
        home = _home_of(name, recorded.get(name), (folder, folder.parent, models), classifier.model_id)
        networks[name], manifest = _opened(home, prefer_gpu=prefer_gpu, threads=threads)
        lines.append(_line(manifest, networks[name].provider))
    lines.append(_line(landmarker, ""))
    lines.append(_line(read_manifest(models / DETECTOR), ""))
    extractor = FusedExtractor(classifier.layout, networks)
    finder = open_finder(models, follow=follow)
    return VisionModels(finder, SimilarityAligner(), extractor, classifier, _card(folder), tuple(lines))


def open_finder(models: Path, *, detector: Path | None = None, follow: bool = True) -> InfantFaceFinder:
    """The face finder of a models folder.

    Args:
        models: holds the landmarker's folder.
        detector: folder of another face detector; None for the bundled one.
        follow: see `InfantFaceFinder`.

    Raises: ModelFault.
    """
    return open_finder_of(models / LANDMARKER, detector or models / DETECTOR, follow=follow)


def open_finder_of(landmarker: Path, detector: Path, *, follow: bool = True) -> InfantFaceFinder:
    """The face finder of two model folders. Raises: ModelFault."""
    manifest, bundle = read_trusted(landmarker)
    if manifest.kind is not ModelKind.LANDMARKER:
        raise ModelFault(f"{landmarker}: expected a landmarker, got a {manifest.kind}. Restore the folder.")
    proposes = _detector(detector)
    return InfantFaceFinder(proposes, FaceLandmarker(bundle), follow=follow)


def _detector(folder: Path) -> OnnxFaceDetector:
    manifest, model = read_trusted(folder)
    if manifest.detector is None:
        raise ModelFault(f"{folder}: expected a face detector, got a {manifest.kind}. Restore the folder.")
    # On the CPU and on one thread: small pictures, many of them, beside everything else.
    return OnnxFaceDetector(open_network(model, prefer_gpu=False, threads=1), manifest.detector, manifest.id)


def open_embedding(folder: Path, *, prefer_gpu: bool = True, threads: int = 0) -> NetworkEmbedding:
    """The network of one model folder. Raises: ModelFault."""
    return _opened(folder, prefer_gpu=prefer_gpu, threads=threads)[0]


def _opened(folder: Path, *, prefer_gpu: bool, threads: int) -> tuple[NetworkEmbedding, Manifest]:
    manifest, model = read_trusted(folder)
    if manifest.kind is not ModelKind.NETWORK:
        raise ModelFault(f"{folder}: expected a network, got a {manifest.kind}. Choose a network's folder.")
    return NetworkEmbedding(open_network(model, prefer_gpu=prefer_gpu, threads=threads), manifest), manifest


def _chosen(models: Path, chosen: Path | Selection | None) -> tuple[Path, str | None]:
    if chosen is None:
        return models / BUNDLED_CLASSIFIER, None
    if isinstance(chosen, Selection):
        return chosen.folder, chosen.manifest_sha256
    return chosen, None


def _networks_of(classifier: SvmClassifier) -> tuple[str, ...]:
    families = (block.name.partition(".")[0] for block in classifier.layout.blocks)
    return tuple(dict.fromkeys(family for family in families if family not in TEXTURE_FAMILIES))


def _home_of(name: str, sha256: str | None, places: tuple[Path, ...], model_id: str) -> Path:
    """The folder of the network with this name and digest."""
    if sha256 is None:
        raise ModelFault(
            f"{model_id}: its features come from the network `{name}`, but its manifest does not "
            "record that network's sha256. Build the model again with `neopain-export build`."
        )
    others, unreadable = [], []
    for folder in _folders(places):
        try:
            manifest = read_manifest(folder)
        except ModelFault as fault:
            unreadable.append(str(fault))
            continue
        if manifest.name == name and manifest.sha256 == sha256:
            return folder
        if manifest.name == name:
            others.append(f"{folder} has {manifest.sha256}")
    searched = ", ".join(dict.fromkeys(str(place) for place in places))
    raise ModelFault(
        f"{model_id} was trained with the network `{name}` of sha256 {sha256}; it is not in {searched}. "
        + " ".join([*(f"{other}." for other in others), *unreadable])
        + " Put that network's folder beside the classifier's, or choose another model."
    )


def _folders(places: tuple[Path, ...]) -> Iterator[Path]:
    for place in dict.fromkeys(places):
        if place.is_dir():
            yield from (path.parent for path in sorted(place.glob(f"*/{MANIFEST_FILE}")))


def _as_recorded(landmarker: Manifest, recorded: Mapping[str, str], model_id: str) -> None:
    """Another landmarker would align faces differently; checked where the classifier recorded its own."""
    expected = recorded.get(landmarker.name, landmarker.sha256)
    if expected != landmarker.sha256:
        raise ModelFault(
            f"{model_id} was trained with the landmarker of sha256 {expected}, here is another: "
            f"{landmarker.sha256}. Build the model again with `neopain-export build`."
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
