"""Another model over the kept clips of a stay, and the one in use over the same pictures."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from neopain import paths
from neopain.bedside.active_models import open_active_models, pipeline_of
from neopain.bedside.clips.clip_book import ClipBook, ListedClip
from neopain.bedside.contracts.pictures import ShownPicture
from neopain.capture.decoding.jpeg import DamagedPictureFault, TooLargePictureFault, decode_jpeg
from neopain.core.audit import AuditAction
from neopain.core.clinical.consent import FOR_MODELS
from neopain.core.clinical.signing import check_who
from neopain.core.clock import Clock, SystemClock
from neopain.core.errors import RecordFault
from neopain.core.frames import Frame
from neopain.core.readings import RawReading, Reason
from neopain.core.text import Text
from neopain.pipeline import PainPipeline
from neopain.reports.atomic import whole_files
from neopain.vision.open_models import open_models

COLUMNS = (
    "clip",
    "seconds",
    "frame",
    "recorded_score",
    "recorded_reason",
    "model",
    "score",
    "reason",
    "other_model",
    "other_score",
    "other_reason",
)


@dataclass(frozen=True, slots=True)
class Rescored:
    """What was done; `left_out` says why, clip by clip."""

    clips: int
    pictures: int
    left_out: tuple[str, ...]


def rescore(
    data: Path,
    stay_id: str,
    model: Path,
    target: Path,
    *,
    by: str,
    prefer_gpu: bool = True,
    on_picture: Callable[[], object] = lambda: None,
) -> Rescored:
    """Score each kept picture of the stay with both models, single pictures, scores 0..10, into a CSV table.

    `seconds` count from what the clip was kept for. Where a model cannot assess, its score is empty and
    its reason stands beside it; `recorded_score` is the raw one of the nearest reading within half a second.

    `on_picture` is called after each.

    Raises: RecordFault, also for a file that exists; ModelFault; SettingFault. No file then.
    """
    check_who(by)
    book, clock = ClipBook(data), SystemClock()
    clips, left_out = _allowed(book.of_stay(stay_id))
    if not clips:
        raise RecordFault(
            Text(
                "no clip of that stay may be rescored: {why}",
                why="; ".join(left_out) or Text("none is kept, see `neopain clips list`"),
            )
        )
    with whole_files(target) as drafts:
        stream = drafts.open(target)
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(COLUMNS)
        in_use = open_active_models(data, prefer_gpu=prefer_gpu, follow=False)
        other = open_models(
            paths.models(), chosen=model, detector=in_use.detector, prefer_gpu=prefer_gpu, follow=False
        )
        ways = [(one.classifier.model_id, pipeline_of(one, clock)) for one in (in_use, other)]
        pictures = 0
        try:
            for clip in clips:
                with book.opened(clip, by=by, what=AuditAction.CLIP_RESCORE) as shown:
                    for row in _rows(clip, shown, ways, clock):
                        table.writerow(row)
                        pictures += 1
                        on_picture()
        finally:
            for _, way in ways:
                way.close()
    return Rescored(len(clips), pictures, tuple(left_out))


def _allowed(clips: Sequence[ListedClip]) -> tuple[list[ListedClip], list[str]]:
    allowed, left_out = [], []
    for clip in clips:
        if clip.head is None:
            left_out.append(clip.why_not)
        elif clip.head.purpose not in FOR_MODELS:
            words = Text(
                "{clip}: the consent is for {purpose} only", clip=clip.head.id, purpose=clip.head.purpose
            )
            left_out.append(words)
        else:
            allowed.append(clip)
    return allowed, left_out


def _rows(
    clip: ListedClip, shown: Iterator[ShownPicture], ways: Sequence[tuple[str, PainPipeline]], clock: Clock
) -> Iterator[tuple[str, ...]]:
    at = 0.0 if clip.head is None else clip.head.at
    for one in shown:
        found = [cell for name, way in ways for cell in (name, *_scored(one, way, clock))]
        recorded = ("", "no_reading") if one.reading is None else _cells(one.reading.raw, one.reading.reason)
        seconds = f"{one.picture.at - at:.3f}"
        yield (clip.kept.clip_id, seconds, str(one.picture.seq), *recorded, *found)


def _scored(one: ShownPicture, way: PainPipeline, clock: Clock) -> tuple[str, str]:
    try:
        image = decode_jpeg(one.picture.jpeg)
    except (DamagedPictureFault, TooLargePictureFault):
        return _cells(None, Reason.UNREADABLE_PICTURE)
    reading: RawReading = way.process(Frame(one.picture.seq, clock.monotonic(), image))
    return _cells(reading.raw, reading.reason)


def _cells(score: float | None, reason: Reason | None) -> tuple[str, str]:
    return "" if score is None else f"{score:.3f}", "" if reason is None else reason.value
