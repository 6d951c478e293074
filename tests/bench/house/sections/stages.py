"""Each stage of a frame's life on the simulated neonate, one after another for each frame."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np

from neopain import paths
from neopain.bedside.active_models import open_active_models
from neopain.bedside.build_session import CLIP, build_parts
from neopain.bedside.session_wish import SessionWish
from neopain.capture.checks.picture_check import PictureHealth
from neopain.capture.decoding.jpeg import decode_jpeg
from neopain.capture.open_source import open_source
from neopain.core.clock import SystemClock
from neopain.core.frames import Frame
from neopain.core.readings import RawReading
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.watch.watch import BedsideWatch
from neopain.store.sessions import SessionStore
from neopain.vision.features.face_motion import FaceMotion
from neopain.vision.open_models import VisionModels
from tests.bench.house.figures import Spread
from tests.bench.house.report import Cell, Table
from tests.bench.house.wish import Wish

STRIDE = 5
"""Of the clip's pictures, so that it is seen at the pace of scoring."""
WARM = 5
A_SECOND_OF_RECORD = 5
"""Readings that are written at once: about a second's."""


class Timed:
    """Wall and processor milliseconds of each stage, repeat by repeat."""

    def __init__(self) -> None:
        self.wall: dict[str, list[float]] = {}
        self.cpu: dict[str, list[float]] = {}

    @contextmanager
    def stage(self, name: str, times: int = 1):
        """Time what is inside; `times`: how many pictures it is shared by."""
        used, begun = time.process_time(), time.perf_counter()
        yield
        wall, cpu = time.perf_counter() - begun, time.process_time() - used
        self.wall.setdefault(name, []).append(1000 * wall / times)
        self.cpu.setdefault(name, []).append(1000 * cpu / times)


def measure(wish: Wish) -> list[Table]:
    """One table: the stages of a frame that is scored; one of those that only some frames have."""
    count = wish.repeats(200, 30)
    clock, timed, rare = SystemClock(), Timed(), Timed()
    with tempfile.TemporaryDirectory() as folder:
        models = open_active_models(Path(folder), prefer_gpu=False)
        pictures = _pictures(count * STRIDE + WARM, clock, rare)
        raws = _score(models, pictures, clock, timed)
        _watch_and_record(raws, Path(folder), clock, timed, rare)
        _draw(pictures, raws, clock, timed)
        _hunt(models, clock, rare, wish.repeats(40, 12))
        models.finder.close()
    total_cpu = sum(Spread.of(one).p50 for one in timed.cpu.values())
    return [
        Table(
            f"A frame that is scored, {len(pictures)} of the simulated neonate (1280 x 720)",
            ("stage", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "share of CPU"),
            [*_rows(timed, total_cpu), ["sum of the medians", sum(Spread.of(one).p50 for one in timed.wall.values()),
             None, None, total_cpu, "100 %"]],
            ["In the order of a frame's life, on one thread; the networks use all cores.",
             "CPU ms is of the whole process, and what a busy machine changes least."],
        ),
        Table(
            "What only some frames have", ("stage", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "share of CPU"),
            _rows(rare, None), [],
        ),
    ]  # fmt: skip


def _rows(timed: Timed, total_cpu: float | None) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for name, wall in timed.wall.items():
        spread, cpu = Spread.of(wall), Spread.of(timed.cpu[name]).p50
        share = None if total_cpu is None else f"{100 * cpu / total_cpu:.1f} %"
        rows.append([name, spread.p50, spread.p95, spread.p99, cpu, share])
    return rows


def _pictures(count: int, clock: SystemClock, rare: Timed) -> list[Frame]:
    source = open_source("simulated", clock=clock, clip=paths.assets() / CLIP, pace=False)
    found = []
    for number in range(count):
        with rare.stage("decode a picture of a film (H.264)"):
            frame = source.read()
        if number % STRIDE == 0:
            found.append(Frame(number, number / 30, frame.image))
    source.close()
    packed = cv2.imencode(".jpg", found[0].image, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes()
    for _ in range(20):
        with rare.stage("decode a picture of a network camera (JPEG)"):
            decode_jpeg(packed)
    return found


def _score(models: VisionModels, frames: list[Frame], clock: SystemClock, timed: Timed) -> list[RawReading]:
    health, glance, raws = PictureHealth(film=True), FaceMotion(), []
    for number, frame in enumerate(frames):
        kept = timed if number >= WARM else Timed()
        with kept.stage("picture check"):
            health.update(frame)
        with kept.stage("face search, following"):
            face = models.finder.find(frame)
        if face is None:
            if kept is timed:
                for stages in (timed.wall, timed.cpu):
                    stages["face search, following"].pop()
                    stages["picture check"].pop()
            continue
        with kept.stage("align"):
            crop = models.aligner.crop(frame, face)
        with kept.stage("quality of the view"):
            view = models.aligner.view(frame, face, crop)
            models.aligner.refuse(view)
        for name, outputs in models.extractor._outputs.items():
            with kept.stage(f"network {name}"):
                models.extractor._networks[name].blocks(crop.image, outputs)
        for texture in models.extractor._textures:
            with kept.stage(f"texture {texture.name}"):
                texture.features(crop.image)
        features = models.extractor.extract(crop)
        with kept.stage("known or unknown"):
            distance = models.novelty.distance(features)
        with kept.stage("classifier"):
            score = models.classifier.score(features)
        with kept.stage("single signs"):
            actions = models.meter.measure(face, view, crop, features)
        with kept.stage("second witness"):
            distress = models.witness.distress(crop)
        with kept.stage("glance for movement"):
            glance.remember(frame, face)
            glance.stirred(frame)
        raws.append(
            RawReading(
                frame_seq=frame.seq, captured_at=clock.monotonic(), raw=score.points, latency_s=0.1, face=face,
                view=view, distance=distance, interval=score.interval, intensity=score.intensity,
                actions=actions, distress=distress,
            )
        )  # fmt: skip
    return raws


def _watch_and_record(
    raws: list[RawReading], folder: Path, clock: SystemClock, timed: Timed, rare: Timed
) -> None:
    watch = BedsideWatch(DEFAULT_PRESET)
    models = open_active_models(folder, prefer_gpu=False)
    parts = build_parts(SessionWish("simulated", folder), models, clock)
    models.finder.close()
    readings = []
    with SessionStore(folder) as store:
        store.begin(parts.session)
        for number, raw in enumerate(raws):
            with timed.stage("watch"):
                reading, _ = watch.on_reading(raw)
                watch.on_tick(raw.captured_at, datetime.now(UTC))
                watch.snapshot(raw.captured_at)
            readings.append(reading)
            if number % A_SECOND_OF_RECORD == A_SECOND_OF_RECORD - 1:
                with timed.stage("record", A_SECOND_OF_RECORD):
                    store.append(parts.session.id, readings, ())
                readings.clear()
        store.end(parts.session.id, parts.session.started_utc)
    with rare.stage("record, open and check"):
        SessionStore(folder).close()


def _draw(frames: list[Frame], raws: list[RawReading], clock: SystemClock, timed: Timed) -> None:
    from PySide6.QtGui import QImage
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from neopain.core.readings import Reading
    from neopain.ui.panels.picture.video_view import LEAST_GAP_MS, VideoView
    from neopain.workers.frames.mailbox import Mailbox

    # Kept: without a name it would be gone before its first widget.
    _app = QApplication.instance() or QApplication([])
    view, mailbox = VideoView(clock), Mailbox()
    view.resize(960, 540)
    view.show()
    view.watch(mailbox, simulated=True)
    canvas = QImage(view.size(), QImage.Format.Format_RGB32)
    for frame, raw in zip(frames, raws, strict=False):
        mailbox.put(Frame(frame.seq, clock.monotonic(), frame.image))
        view.show_reading(Reading.of(raw, raw.raw))
        QTest.qWait(2 * LEAST_GAP_MS)
        with timed.stage("draw the picture (960 x 540)"):
            view.render(canvas)
    view.close()


def _hunt(models: VisionModels, clock: SystemClock, rare: Timed, count: int) -> None:
    """An empty cot: search everywhere, and look closely, again and again."""
    from neopain.vision.open_finder import open_finder

    noise = np.random.default_rng(0).integers(0, 256, (720, 1280, 3)).astype(np.uint8)
    empty = cv2.GaussianBlur(noise, (0, 0), 3)
    finder = open_finder(paths.models(), detector=models.detector)
    for number in range(count):
        with rare.stage("face search, hunting in an empty picture (720p)"):
            finder.find(Frame(number, number / 5, np.roll(empty, number % 7, axis=1)))
    finder.close()
