"""The monitor's own eyes, opened for the study: finder, aligner, extractor out of `neopain.vision`.

Training and bedside cannot differ, because they are the same code. Only the finder's memory of where the
last face was is switched off, since a data set's pictures do not follow each other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import neopain.vision
from neopain.core.errors import SettingFault, SourceFault
from neopain.core.features import FeatureBlock, FeatureLayout
from neopain.core.frames import Alignment, FaceCrop, Frame
from neopain.core.readings import Reason
from neopain.vision.actions.mesh_distances import FAMILY, mesh_distances
from neopain.vision.actions.mesh_distances import NAME as MESH
from neopain.vision.actions.mesh_distances import SIZE as MESH_SIZE
from neopain.vision.actions.opening import ACTIONS as HEADS
from neopain.vision.features.crop import SimilarityAligner
from neopain.vision.features.extraction import FusedExtractor
from neopain.vision.features.strain import strain_named
from neopain.vision.features.time_window import TimeWindow
from neopain.vision.features.window_strain import SEQUENCE_FAMILIES, STRAIN, sequence_named
from neopain.vision.models.manifest import Manifest, read_manifest, read_trusted
from neopain.vision.networks.embedding import NetworkEmbedding
from neopain.vision.networks.inference import open_network
from neopain.vision.open_finder import DETECTOR, FACE_WITNESS, WAY_UP, open_finder_of
from neopain_export.study.features.action_block import NAME as ACTIONS
from neopain_export.study.features.action_block import ActionStrengths, actions_sha256
from neopain_export.study.features.block_sizes import size_of
from neopain_export.study.features.expression_block import FAMILY as WITNESS
from neopain_export.study.features.expression_block import FOLDER as WITNESS_FOLDER
from neopain_export.study.features.expression_block import NAME as EXPRESSION
from neopain_export.study.features.expression_block import ExpressionClasses, expression_sha256
from neopain_export.study.features.feature_cache import Assessed

if TYPE_CHECKING:
    from neopain.core.features import Float32Vector
    from neopain.core.frames import Face, RgbImage
    from neopain.vision.features.window_strain import SequenceFeature
    from neopain_export.study.data.samples import Past, Picture

SEEING = Path(neopain.vision.__file__).parent
"""Every file of this room is part of the cache's key: a module that is added cannot be forgotten."""


@dataclass(frozen=True, slots=True)
class Equipment:
    """What looks at the pictures; small, and sent to every process.

    Attributes:
        blocks: feature blocks in order.
        networks: folders of the networks that the blocks name.
        landmarker: folder of the face landmarker.
        prefer_gpu: whether networks run on CUDA where it works.
    """

    blocks: tuple[str, ...]
    networks: tuple[Path, ...]
    landmarker: Path
    prefer_gpu: bool = False

    @property
    def detector(self) -> Path:
        """Folder of the face detector, beside the landmarker's."""
        return self.landmarker.parent / DETECTOR

    @property
    def way_up(self) -> Path:
        """The folder of the witness of the way up, beside the landmarker's."""
        return self.landmarker.parent / WAY_UP

    @property
    def face_witness(self) -> Path:
        """The folder of the witness of the face itself, beside the landmarker's."""
        return self.landmarker.parent / FACE_WITNESS

    def layout(self) -> FeatureLayout:
        """The blocks with their sizes. Raises: ModelFault for a foreign block or folder; SettingFault."""
        manifests = self.manifests()
        return FeatureLayout(tuple(FeatureBlock(name, size_of(name, manifests)) for name in self.blocks))

    def manifests(self) -> dict[str, Manifest]:
        """The networks' manifests by name. Raises: ModelFault; SettingFault when two share a name."""
        found: dict[str, Manifest] = {}
        for folder in self.networks:
            manifest = read_manifest(folder)
            if manifest.name in found:
                raise SettingFault(f"expected networks with different names; {manifest.name} comes twice")
            found[manifest.name] = manifest
        return found

    def files(self) -> tuple[tuple[str, str], ...]:
        """Name and sha256 of every model file that a block needs, networks first. Raises: ModelFault."""
        landmarker = read_manifest(self.landmarker)
        families = {block.partition(".")[0] for block in self.blocks}
        networks = {name: one.sha256 for name, one in self.manifests().items() if name in families}
        for block, folder in ((ACTIONS, HEADS), (EXPRESSION, WITNESS_FOLDER)):
            if block in self.blocks:
                beside = read_manifest(self.landmarker.parent / folder)
                networks[beside.name] = beside.sha256
        return (*networks.items(), (landmarker.name, landmarker.sha256))

    def recipe(self) -> str:
        """Decides, with a picture's pixels, which face is seen: the finder's networks, device, code."""
        landmarker = read_manifest(self.landmarker).sha256
        detector = read_manifest(self.detector).sha256
        way_up = read_manifest(self.way_up).sha256
        face_witness = read_manifest(self.face_witness).sha256
        finder = f"landmarker={landmarker}\ndetector={detector}\nway_up={way_up}\nface_witness={face_witness}"
        return f"{finder}\ngpu={self.prefer_gpu}\ncode={_code_digest()}"

    def windows(self) -> tuple[TimeWindow, ...]:
        """The windows of frames that the blocks look at, each once. Raises: ModelFault."""
        found = (sequence_named(name) for name in self.blocks)
        return tuple(dict.fromkeys(one.window for one in found if one is not None))

    def block_keys(self) -> tuple[tuple[str, int], ...]:
        """For every block what decides its values in a given face (name, network's sha256), and its size."""
        files = dict(self.files())
        if ACTIONS in self.blocks:
            files[ACTIONS.partition(".")[0]] = actions_sha256(self.landmarker.parent)
        if EXPRESSION in self.blocks:
            files[WITNESS] = expression_sha256(self.landmarker.parent)
        return tuple(
            (f"{block.name}@{files.get(block.name.partition('.')[0], '')}", block.size)
            for block in self.layout().blocks
        )


class PictureAssessor:
    """Opened equipment; used by one thread."""

    def __init__(self, equipment: Equipment) -> None:
        """Open everything; takes seconds. Raises: ModelFault."""
        layout = equipment.layout()
        found = {name: sequence_named(name) for name in equipment.blocks}
        self._sequences: list[SequenceFeature] = [one for one in found.values() if one is not None]
        self._strains = [
            strain_named(name) for name, one in found.items() if one is None and name.startswith(f"{STRAIN}.")
        ]
        self._with_mesh = MESH in equipment.blocks
        self._actions = ActionStrengths(equipment.landmarker.parent) if ACTIONS in equipment.blocks else None
        self._expression = (
            ExpressionClasses(equipment.landmarker.parent) if EXPRESSION in equipment.blocks else None
        )
        beside = (*SEQUENCE_FAMILIES, FAMILY, ACTIONS.partition(".")[0], WITNESS)
        still = tuple(block for block in layout.blocks if block.name.partition(".")[0] not in beside)
        self._order = [block.name for block in layout.blocks]
        self._layout = FeatureLayout(still)
        self._finder = open_finder_of(
            read_trusted(equipment.landmarker),
            read_trusted(equipment.detector),
            read_trusted(equipment.way_up),
            read_trusted(equipment.face_witness),
            follow=False,
        )
        self._aligner = SimilarityAligner()
        self._extractor = FusedExtractor(self._layout, _open_networks(equipment))

    def assess(self, picture: Picture, before: Picture | None, past: Past | None = None) -> Assessed:
        """Features of a picture, and why the monitor would not score it. Raises: ModelFault.

        `before` and `past` are for features of two frames and of a window of them.
        """
        try:
            frame = Frame(seq=0, captured_at=0.0, image=picture.load())
        except SourceFault:
            return Assessed(None, Reason.UNREADABLE_PICTURE)
        face = self._finder.find(frame)
        if face is None:
            return Assessed(None, Reason.FACE_NOT_FOUND)
        crop = self._aligner.crop(frame, face)
        reason = self._aligner.refuse(self._aligner.view(frame, face, crop))
        # Blocks that come from beside it may be all that was asked for.
        values = self._extractor.extract(crop).values if self._layout.blocks else np.zeros(0, np.float32)
        beside = self._beside(crop, face, before, past)
        if beside is None:
            return Assessed(None, Reason.NO_PICTURE)
        return Assessed(self._joined(values, beside) if beside else values, reason)

    def _beside(
        self, crop: FaceCrop, face: Face, before: Picture | None, past: Past | None
    ) -> dict[str, Float32Vector] | None:
        """Blocks that the aligned face alone has not; None without the earlier pictures that they need."""
        beside: dict[str, Float32Vector] = {}
        if self._with_mesh:
            beside[MESH] = _mesh(face)
        if self._actions is not None:
            beside[ACTIONS] = self._actions.values(face, crop)
        if self._expression is not None:
            beside[EXPRESSION] = self._expression.values(crop)
        if self._strains:
            strained = self._strain(crop, before)
            if strained is None:
                return None
            beside |= strained
        over_time = self._over_time(crop, past)
        return None if over_time is None else beside | over_time

    def _over_time(self, crop: FaceCrop, past: Past | None) -> dict[str, Float32Vector] | None:
        """Blocks of a window of frames, or None without the window; blocks that share one look at it once."""
        found: dict[str, Float32Vector] = {}
        windows: dict[TimeWindow, list[RgbImage] | None] = {}
        for sequence in self._sequences:
            if sequence.window not in windows:
                windows[sequence.window] = self._crops(past, sequence.window)
            crops = windows[sequence.window]
            if crops is None:
                return None
            found[sequence.name] = sequence.features([*crops, crop.image])
        return found

    def _strain(self, crop: FaceCrop, before: Picture | None) -> dict[str, Float32Vector] | None:
        """Strain blocks, or None without an earlier picture that shows the face."""
        earlier = None if before is None else self._crop(before)
        if earlier is None:
            return None
        return {strain.name: strain.features(earlier, crop.image) for strain in self._strains}

    def _crops(self, past: Past | None, window: TimeWindow) -> list[RgbImage] | None:
        """The aligned faces of the window but the newest; None where one of them is not to be seen."""
        pictures = None if past is None else past.pictures(window.before_s)
        if pictures is None:
            return None
        crops: list[RgbImage] = []
        for picture in pictures:
            crop = self._crop(picture)
            if crop is None:
                return None
            crops.append(crop)
        return crops

    def _crop(self, picture: Picture) -> RgbImage | None:
        try:
            frame = Frame(seq=0, captured_at=0.0, image=picture.load())
        except SourceFault:
            return None
        face = self._finder.find(frame)
        return None if face is None else self._aligner.crop(frame, face).image

    def _joined(self, values: Float32Vector, beside: dict[str, Float32Vector]) -> Float32Vector:
        blocks = dict(beside)
        blocks.update(
            {block.name: values[self._layout.slice_of(block.name)] for block in self._layout.blocks}
        )
        return np.concatenate([blocks[name] for name in self._order])


def default_blocks(networks: tuple[Path, ...], largest: int = 4096) -> tuple[str, ...]:
    """Every output of the networks with at most `largest` values, then LBP and HOG. Raises: ModelFault."""
    from neopain.vision.features.texture import Hog, Lbp  # noqa: PLC0415  only their default names

    deep = []
    for folder in networks:
        manifest = read_manifest(folder)
        outputs = {} if manifest.network is None else manifest.network.outputs
        deep += [f"{manifest.name}.{output}" for output, size in outputs.items() if size <= largest]
    return (*deep, Lbp().name, Hog().name)


def _mesh(face: Face) -> Float32Vector:
    """Distances in the mesh; not a number where no mesh confirmed the face."""
    if face.aligned_by is not Alignment.MESH:
        return np.full(MESH_SIZE, np.nan, np.float32)
    return mesh_distances(face.landmarks, face.depth)


def _open_networks(equipment: Equipment) -> dict[str, NetworkEmbedding]:
    opened = {}
    for folder in equipment.networks:
        manifest, model = read_trusted(folder)
        # One thread: the processes share the cores, and the same picture gives the same bits.
        network = open_network(model, prefer_gpu=equipment.prefer_gpu, threads=1)
        opened[manifest.name] = NetworkEmbedding(network, manifest)
    return opened


def _code_digest(seeing: Path = SEEING) -> str:
    """Hash of the source that turns pixels into features: another release may see otherwise."""
    content = hashlib.sha256()
    # Which models may be used is written anew with every build, and changes nothing that is seen.
    for file in sorted(path for path in seeing.rglob("*.py") if path.name != "bundled_digests.py"):
        content.update(f"{file.relative_to(seeing).as_posix()}\n".encode())
        content.update(file.read_bytes())
    return content.hexdigest()
