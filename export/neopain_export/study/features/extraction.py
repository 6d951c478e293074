"""Features of a whole set: cached, resumable, over cores or machines, with what was left out counted."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from neopain.core.errors import SettingFault, SourceFault
from neopain.core.readings import Reason
from neopain.vision.features.time_window import TimeWindow
from neopain_export.study.data.samples import Past, Picture, Sample, SampleSet
from neopain_export.study.features.executors import Executor, Ready
from neopain_export.study.features.extractor import Equipment, PictureAssessor
from neopain_export.study.features.feature_cache import Assessed, FeatureCache
from neopain_export.study.features.feature_table import POOR_VIEWS, FeatureTable
from neopain_export.study.features.refused import RefusedPictures, no_refused


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """One picture to look at."""

    equipment: Equipment
    picture: Picture
    before: Picture | None
    past: Past | None = None


def extract(
    samples: SampleSet,
    equipment: Equipment,
    executor: Executor,
    cache_folder: Path,
    *,
    keep_poor_views: bool = False,
) -> FeatureTable:
    """Features of every picture that could be assessed.

    Args:
        samples: the labelled set.
        equipment: what looks at it.
        executor: who does the work.
        cache_folder: where features are kept between runs.
        keep_poor_views: whether to keep pictures that the monitor would refuse to score.

    Returns:
        The table, in the samples' order; `left_out` counts what is missing, by reason.

    Raises: SettingFault when nothing is left; ModelFault; RecordFault.
    """
    cache = FeatureCache(cache_folder, equipment.recipe(), equipment.block_keys())
    layout = equipment.layout()
    kept: list[tuple[Sample, NDArray[np.float32]]] = []
    lost: list[tuple[Sample, str]] = []
    poor: list[tuple[Sample, str]] = []
    left_out = Counter(dict(samples.left_out))
    bar = tqdm(
        _assessed(samples, equipment, executor, cache),
        total=samples.size,
        desc=f"features of {samples.title}",
    )
    for sample, assessed in bar:
        bar.set_postfix(cached=cache.found, left_out=left_out.total())
        refused = assessed.reason is not None and not keep_poor_views
        if assessed.values is None or refused:
            reason = str(assessed.reason or Reason.FACE_NOT_FOUND)
            left_out[reason] += 1
            lost.append((sample, reason))
        else:
            kept.append((sample, assessed.values))
            if assessed.reason is not None:
                poor.append((sample, str(assessed.reason)))
    if not kept:
        raise SettingFault(
            f"expected pictures with a face in {samples.title}; none could be assessed: {dict(left_out)}"
        )
    return FeatureTable(
        title=samples.title,
        simulated=samples.simulated,
        layout=layout,
        values=np.stack([values for _, values in kept]),
        labels=np.array([sample.label for sample, _ in kept], np.int64),
        subjects=np.array([sample.subject for sample, _ in kept]),
        groups=np.array([sample.group for sample, _ in kept]),
        states=np.array([sample.state for sample, _ in kept]),
        names=np.array([sample.name for sample, _ in kept]),
        networks=equipment.files(),
        left_out=tuple(sorted(left_out.items())),
        left_out_with_pain=sum(sample.label for sample, _ in lost),
        refused=_refused(lost),
        about=_about([sample for sample, _ in kept]),
        rule=samples.rule,
        remarks=_poor_views(poor),
    )


def _poor_views(poor: list[tuple[Sample, str]]) -> tuple[str, ...]:
    """What figures with refusals do not count, since the pictures were kept."""
    if not poor:
        return ()
    reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(Counter(r for _, r in poor).items()))
    pain = sum(sample.label for sample, _ in poor)
    return (
        (
            f"{POOR_VIEWS}{len(poor)} pictures ({pain} with pain) that the monitor refuses are among the "
            f"assessed ({reasons}), and no figure counts them as errors"
        ),
    )


def _refused(lost: list[tuple[Sample, str]]) -> RefusedPictures:
    if not lost:
        return no_refused()
    samples = [sample for sample, _ in lost]
    return RefusedPictures(
        np.array([sample.label for sample in samples], np.int64),
        np.array([sample.name for sample in samples]),
        np.array([sample.subject for sample in samples]),
        np.array([sample.group for sample in samples]),
        np.array([sample.state for sample in samples]),
        np.array([reason for _, reason in lost]),
        _about(samples),
    )


def _about(samples: list[Sample]) -> dict[str, NDArray[np.str_]]:
    names = dict.fromkeys(name for sample in samples for name, _ in sample.about)
    return {name: np.array([dict(sample.about).get(name, "") for sample in samples]) for name in names}


def assess(task: Task) -> Assessed:
    """Look at one picture; the equipment is opened once a process. Raises: ModelFault."""
    return _eyes(task.equipment).assess(task.picture, task.before, task.past)


@lru_cache(maxsize=1)
def _eyes(equipment: Equipment) -> PictureAssessor:
    return PictureAssessor(equipment)


def _assessed(
    samples: SampleSet, equipment: Equipment, executor: Executor, cache: FeatureCache
) -> Iterator[tuple[Sample, Assessed]]:
    """Every sample with its result, in order; only what is not cached is looked at.

    The executor draws from a generator that walks ahead of the results; `under_way` holds those between.
    """
    under_way: deque[tuple[Sample, str, bool]] = deque()
    windows = equipment.windows()

    def things() -> Iterator[Task | Ready[Assessed]]:
        for sample in samples.samples:
            try:
                digest = _digest(sample, windows)
            except SourceFault:
                # One bad file is left out and counted; it never ends the batch. It is not remembered either.
                under_way.append((sample, "", True))
                yield Ready(Assessed(None, Reason.UNREADABLE_PICTURE))
                continue
            if digest is None:
                under_way.append((sample, "", True))
                yield Ready(Assessed(None, Reason.NO_PICTURE))
                continue
            known = cache.get(digest)
            under_way.append((sample, digest, known is not None))
            task = Task(equipment, sample.picture, sample.before, sample.past)
            yield task if known is None else Ready(known)

    for assessed in executor.map(assess, things()):
        sample, digest, was_known = under_way.popleft()
        # Without an earlier picture only strain is missing; other blocks may still be had.
        if not was_known and assessed.reason is not Reason.NO_PICTURE:
            cache.put(digest, assessed)
        yield sample, assessed


def _digest(sample: Sample, windows: tuple[TimeWindow, ...]) -> str | None:
    """What decides the features; None for a picture without the window of frames that they look at."""
    own = sample.picture.digest()
    if sample.before is not None:
        try:
            own = f"{own}<{sample.before.digest()}"
        except SourceFault:
            own = f"{own}<unreadable"
    for window in windows:
        pictures = None if sample.past is None else sample.past.pictures(window.before_s)
        if sample.past is None or pictures is None:
            return None
        if not sample.past.known_by_picture:
            own = "<".join((own, *(picture.digest() for picture in pictures)))
    return own
