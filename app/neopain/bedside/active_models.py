"""Which models the monitor uses: classifier and detector that somebody promoted, else the bundled ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from neopain import paths
from neopain.core.clock import Clock
from neopain.core.errors import SettingFault
from neopain.core.frames import FaceCrop, RgbImage
from neopain.core.readings import OutsideTraining
from neopain.core.text import Text
from neopain.pipeline import PainPipeline
from neopain.vision.explaining.occlusion import occlusion_map, painted
from neopain.vision.models.selection import detector_selection_file, selection_file
from neopain.vision.open_finder import open_finder
from neopain.vision.open_models import VisionModels, open_models, open_scorer, promoted
from neopain.workers.explaining.alarm_map import Explain

CELLS_BESIDE = 5
"""Pieces along each side of the map beside the monitor: half of the work that the study does."""


def open_active_models(data: Path, *, prefer_gpu: bool = True, follow: bool = True) -> VisionModels:
    """Open them; takes seconds.

    Args:
        data: the data folder of this run, in which a choice may stand.
        prefer_gpu: try CUDA where there seems to be one.
        follow: for live pictures, see `InfantFaceFinder`.

    Raises: ModelFault, also for a broken choice: no silent fallback.
    """
    chosen = promoted(selection_file(data))
    detector = promoted(detector_selection_file(data))
    return open_models(paths.models(), chosen=chosen, detector=detector, prefer_gpu=prefer_gpu, follow=follow)


def another_bed(models: VisionModels) -> VisionModels:
    """The same models for one bed more: networks and classifier are shared, the face it follows is its own.

    Whoever shares them lets one thread at a time use them (`workers.frames.turns`). Raises: ModelFault.
    """
    return replace(models, finder=open_finder(paths.models(), detector=models.detector))


def pipeline_of(
    models: VisionModels,
    clock: Clock,
    *,
    outside_training: OutsideTraining = OutsideTraining.REFUSE,
    measure_refused: bool = False,
    on_scored: Callable[[FaceCrop], None] | None = None,
) -> PainPipeline:
    """The way of a frame through these models; the options are those of `PainPipeline`."""
    return PainPipeline(
        finder=models.finder,
        aligner=models.aligner,
        extractor=models.extractor,
        novelty=models.novelty,
        classifier=models.classifier,
        clock=clock,
        meter=models.meter,
        witness=models.witness,
        outside_training=outside_training,
        measure_refused=measure_refused,
        on_scored=on_scored,
    )


def explaining(data: Path, model_id: str) -> Explain:
    """Models of their own for one thread, and what they make of an aligned face; takes seconds.

    Raises: ModelFault; SettingFault where another model than the session's was chosen meanwhile.
    """
    extractor, classifier = open_scorer(paths.models(), chosen=promoted(selection_file(data)))
    if classifier.model_id != model_id:
        raise SettingFault(Text("another model was chosen meanwhile: start a new session"))

    def score(crop: FaceCrop) -> float:
        return classifier.score(extractor.extract(crop)).points

    def explain(crop: FaceCrop, stop: Callable[[], bool]) -> tuple[RgbImage, float, float] | None:
        found = occlusion_map(crop, score, CELLS_BESIDE, stop=stop)
        return None if found is None else (painted(crop.image, found), found.score, found.strongest)

    return explain
