"""The aligned faces of a set, as one model sees and scores them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from neopain import paths
from neopain.core.errors import SettingFault, SourceFault
from neopain.core.features import FeatureVector
from neopain.core.frames import FaceCrop, Frame
from neopain.core.readings import Reason
from neopain.vision.open_models import VisionModels, open_models
from neopain_export.study.data.csv_manifest import ReadingOptions
from neopain_export.study.data.datasets import MANIFEST_NAMES, clips_in, open_set
from neopain_export.study.data.picture_files import PICTURE_SUFFIXES, PictureFile
from neopain_export.study.data.samples import Sample
from neopain_export.study.data.simulated_sets import TITLES

UNLABELLED = -1
MOST_FACES = 20_000
"""An aligned face takes 150 kB; more than 3 GB of them are refused."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Pictures to look at; `labelled` says whether their labels mean anything."""

    title: str
    samples: Iterable[Sample]
    size: int
    labelled: bool
    simulated: bool


@dataclass(frozen=True, slots=True, eq=False)
class SeenFace:
    """One picture, aligned and scored.

    Attributes:
        name, subject: of the sample.
        label: 1 pain, 0 not pain, UNLABELLED.
        crop: the aligned face.
        features: float32 (D,).
        points: the score, 0..10.
    """

    name: str
    subject: str
    label: int
    crop: FaceCrop
    features: NDArray[np.float32]
    points: float


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """The faces of a set, and what was left out: name and reason."""

    seen: tuple[SeenFace, ...]
    left_out: tuple[tuple[str, str], ...]


class Seer:
    """One model, opened as the monitor opens it; used by one thread."""

    def __init__(self, folder: Path) -> None:
        """Raises: ModelFault for a folder that the monitor would refuse."""
        self.models: VisionModels = open_models(paths.models(), chosen=folder, prefer_gpu=False, follow=False)

    def features(self, crop: FaceCrop) -> NDArray[np.float32]:
        """What the model sees of an aligned face. Raises: ModelFault."""
        return self.models.extractor.extract(crop).values

    def points(self, features: NDArray[np.float32]) -> float:
        """The score of features. Raises: ModelFault."""
        classifier = self.models.classifier
        return classifier.score(FeatureVector(features, classifier.layout)).points

    def score(self, crop: FaceCrop) -> float:
        """The score of an aligned face. Raises: ModelFault."""
        return self.points(self.features(crop))

    def look(self, given: Given) -> Faces:
        """Every picture whose view the monitor would score. Raises: SettingFault; ModelFault."""
        seen: list[SeenFace] = []
        left_out: list[tuple[str, str]] = []
        for sample in tqdm(given.samples, total=given.size, desc=f"faces of {given.title}", unit="picture"):
            found = self._look_at(sample)
            if isinstance(found, SeenFace):
                seen.append(found)
            else:
                left_out.append((sample.name, str(found)))
        if not seen:
            raise SettingFault(f"expected pictures with a face in {given.title}; none could be assessed")
        return Faces(tuple(seen), tuple(left_out))

    def _look_at(self, sample: Sample) -> SeenFace | Reason:
        try:
            frame = Frame(seq=0, captured_at=0.0, image=sample.picture.load())
        except SourceFault:
            return Reason.UNREADABLE_PICTURE
        face = self.models.finder.find(frame)
        if face is None:
            return Reason.FACE_NOT_FOUND
        crop = self.models.aligner.crop(frame, face)
        refused = self.models.aligner.refuse(self.models.aligner.view(frame, face, crop))
        if refused is not None:
            return refused
        features = self.features(crop)
        return SeenFace(sample.name, sample.subject, sample.label, crop, features, self.points(features))


def given_pictures(name: str, layout: str | None, seed: int, count: int) -> Given:
    """What PICTURES names: as `--data` of the study, or a folder or a file of pictures without labels.

    Raises: SettingFault saying what was expected.
    """
    path = Path(name).expanduser()
    plain = layout is None and name not in TITLES
    if plain and path.is_dir() and not any((path / one).is_file() for one in MANIFEST_NAMES):
        files = sorted(one for one in path.rglob("*") if one.suffix.lower() in PICTURE_SUFFIXES)
        return _unlabelled(path, files)
    if plain and path.is_file() and path.suffix.lower() in PICTURE_SUFFIXES:
        return _unlabelled(path.parent, [path])
    found = open_set(name, layout, ReadingOptions(), seed, count)
    if clips := clips_in(found):
        # A map holds the face: on the disk, in the clear, it would outlive the consent.
        raise SettingFault(
            f"expected pictures or films; {found.title} names {len(clips)} kept clips, whose pictures go "
            "into no file; leave their rows out, or name a feature file of them"
        )
    if found.size > MOST_FACES:
        raise SettingFault(f"expected at most {MOST_FACES} pictures; got {found.size}; name fewer")
    return Given(found.title, found.samples, found.size, labelled=True, simulated=found.simulated)


def _unlabelled(folder: Path, files: list[Path]) -> Given:
    if not files or len(files) > MOST_FACES:
        raise SettingFault(f"expected 1 to {MOST_FACES} pictures in {folder}; got {len(files)}")
    samples = [
        Sample(
            file.relative_to(folder).as_posix(),
            file.relative_to(folder).as_posix(),
            UNLABELLED,
            PictureFile(file),
        )
        for file in files
    ]
    return Given(folder.name, samples, len(samples), labelled=False, simulated=False)
