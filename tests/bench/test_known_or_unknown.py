"""How many faces are refused as unlike training or as an adult's: drawn, filmed, adult, and real infants'.

Real infants are looked at only where NEOPAIN_INFANT_PICTURES names a folder with `pictures/` and `labels.csv`
(columns `picture` and `face`: front, profile, none); totals are printed and nothing else leaves the test.
"""

import csv
import os
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from neopain import paths
from neopain.bedside.active_models import pipeline_of
from neopain.core.clock import SystemClock
from neopain.core.frames import Frame
from neopain.vision.open_models import open_models
from neopain_export.study.data.simulated_sets import simulated_set

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

INFANTS = os.environ.get("NEOPAIN_INFANT_PICTURES", "")


def drawn(title, seed, count):
    return ((title, sample.picture.load()) for sample in simulated_set(title, seed, count).samples)


def filmed(every=6):
    capture = cv2.VideoCapture(str(paths.assets() / "neonate" / "heel_lance.mp4"))
    try:
        number = 0
        while True:
            read, picture = capture.read()
            if not read:
                return
            if number % every == 0:
                yield "film", picture
            number += 1
    finally:
        capture.release()


def adults():
    picture = skimage.data.astronaut()[:, :, ::-1]
    for turn_deg in (-30, 0, 25):
        for scale in (0.7, 1.0, 1.6):
            around = cv2.getRotationMatrix2D((224, 110), turn_deg, scale)
            yield "adult", cv2.warpAffine(picture, around, (512, 512), borderMode=cv2.BORDER_REFLECT)


def infants():
    if not INFANTS:
        return
    folder = Path(INFANTS)
    with (folder / "labels.csv").open(encoding="utf-8") as labels:
        for row in csv.DictReader(labels):
            picture = cv2.imread(str(folder / "pictures" / row["picture"]))
            yield f"infants, {row['face']}", picture


def test_refusals():
    models = open_models(paths.models(), prefer_gpu=False, follow=False)
    pipeline = pipeline_of(models, SystemClock())
    counts: dict[str, Counter[str]] = {}
    distances: dict[str, list[float]] = {}
    seq = 0
    try:
        for source in (
            drawn("simulated", 2, 160),
            drawn("simulated-hard", 2, 480),
            filmed(),
            adults(),
            infants(),
        ):
            for title, picture in source:
                reading = pipeline.process(Frame(seq, float(seq), np.ascontiguousarray(picture)))
                seq += 1
                counts.setdefault(title, Counter())[str(reading.reason or "scored")] += 1
                if reading.distance is not None:
                    distances.setdefault(title, []).append(reading.distance)
    finally:
        pipeline.close()
    print(f"\n{models.classifier.model_id}: faces that were looked at, and refused as unlike training")
    for title, found in counts.items():
        unlike, scored, grown = found["unlike_training"], found["scored"], found["not_an_infant"]
        looked = unlike + scored + grown
        far = np.array(distances.get(title, [np.nan]))
        print(
            f"{title:20} pictures {found.total():4}  looked at {looked:4}  refused {unlike:4} "
            f"({100 * unlike / max(1, looked):5.1f} %)  as an adult {grown:4}  scored {scored:4}  "
            f"distance median {np.median(far):.2f}, 5 to 95 %: {np.quantile(far, 0.05):.2f} to "
            f"{np.quantile(far, 0.95):.2f}  {dict(found)}"
        )
    assert counts["adult"]["scored"] == 0
