"""Opens the face finder out of the model folders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.finding.face_finder import InfantFaceFinder
from neopain.vision.finding.face_landmarker import FaceLandmarker
from neopain.vision.finding.face_witness import NetworkFaceWitness
from neopain.vision.finding.onnx_detector import OnnxFaceDetector
from neopain.vision.finding.way_up import NetworkWayUp
from neopain.vision.models.bundled_digests import MANIFESTS
from neopain.vision.models.manifest import Manifest, ModelKind, read_trusted
from neopain.vision.models.selection import Selection
from neopain.vision.models.shelf import bundled_pin
from neopain.vision.networks.inference import open_network

LANDMARKER = "face_landmarker"
DETECTOR = "face_detector"
WAY_UP = "way_up"
FACE_WITNESS = "face_witness"


def open_finder(
    models: Path,
    *,
    detector: Path | Selection | None = None,
    follow: bool = True,
    digests: Mapping[str, str] = MANIFESTS,
) -> InfantFaceFinder:
    """The face finder of the bundled models' folder.

    Args:
        models: holds the folders of landmarker, detector and witnesses.
        detector: a promoted one, or the folder of one that is only tried; None for the bundled one.
        follow: see `InfantFaceFinder`.
        digests: of the manifests of the bundled folders; those of this release.

    Raises: ModelFault.
    """
    landmarker, way_up, face_witness = (models / name for name in (LANDMARKER, WAY_UP, FACE_WITNESS))
    return open_finder_of(
        read_trusted(landmarker, manifest_sha256=bundled_pin(landmarker, digests)),
        read_detector(models, detector, digests),
        read_trusted(way_up, manifest_sha256=bundled_pin(way_up, digests)),
        read_trusted(face_witness, manifest_sha256=bundled_pin(face_witness, digests)),
        follow=follow,
    )


def read_detector(
    models: Path, detector: Path | Selection | None, digests: Mapping[str, str] = MANIFESTS
) -> tuple[Manifest, bytes]:
    """The face detector's manifest and file, see `open_finder`. Raises: ModelFault."""
    if isinstance(detector, Selection):
        return read_trusted(detector.folder, manifest_sha256=detector.manifest_sha256)
    folder = models / DETECTOR if detector is None else detector
    bundled = folder.resolve() == (models / DETECTOR).resolve()
    return read_trusted(folder, manifest_sha256=bundled_pin(folder, digests) if bundled else None)


def open_finder_of(
    landmarker: tuple[Manifest, bytes],
    detector: tuple[Manifest, bytes],
    way_up: tuple[Manifest, bytes],
    face_witness: tuple[Manifest, bytes],
    *,
    follow: bool = True,
) -> InfantFaceFinder:
    """The face finder of four files that were read with their manifests. Raises: ModelFault."""
    manifest, bundle = landmarker
    if manifest.kind is not ModelKind.LANDMARKER:
        raise ModelFault(
            Text(
                "{manifest_id}: expected a landmarker, got a {kind}. Restore its folder.",
                manifest_id=manifest.id,
                kind=manifest.kind,
            )
        )
    witness, graph = way_up
    judges = NetworkWayUp(open_network(graph, prefer_gpu=False, threads=1), witness)
    witness, graph = face_witness
    vouches = NetworkFaceWitness(open_network(graph, prefer_gpu=False, threads=1), witness)
    return InfantFaceFinder(open_detector(*detector), FaceLandmarker(bundle), judges, vouches, follow=follow)


def open_detector(manifest: Manifest, model: bytes) -> OnnxFaceDetector:
    """A face detector out of its file's bytes. Raises: ModelFault."""
    if manifest.detector is None:
        raise ModelFault(
            Text(
                "{manifest_id}: expected a face detector, got a {kind}. Restore its folder.",
                manifest_id=manifest.id,
                kind=manifest.kind,
            )
        )
    # On the CPU and on one thread: small pictures, many of them, beside everything else.
    return OnnxFaceDetector(open_network(model, prefer_gpu=False, threads=1), manifest.detector, manifest.id)
