"""The face search in figures: on public pictures of infants where they lie beside the repository, on drawings,
and in time.

The pictures are read from the folder in NEOPAIN_REAL_INFANTS, else from ../shared/real_infants, and only totals
are printed. Which score a single picture got is nobody's business.
"""

import csv
import os
import statistics
import time
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
import pytest

from neopain import paths
from neopain.core.frames import Frame
from neopain.core.readings import Reason
from neopain.vision.features.crop import SimilarityAligner
from neopain.vision.open_finder import open_finder

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

REPOSITORY = Path(__file__).resolve().parents[2]
ROLL_RIGHT_DEG = 30.0
PLACE_RIGHT = 0.5  # of the face's size
SIMULATED = 240
FILM_FRAMES = 60


@pytest.fixture(scope="module")
def finder():
    opened = open_finder(paths.models(), follow=False)
    yield opened
    opened.close()


def folder_of_infants():
    named = os.environ.get("NEOPAIN_REAL_INFANTS")
    places = [Path(named)] if named else [REPOSITORY.parent / "shared" / "real_infants"]
    places += [] if named else [REPOSITORY.parent.parent / "shared" / "real_infants"]
    return next((place for place in places if (place / "labels.csv").is_file()), None)


def between_deg(one, other):
    return abs((one - other + 180) % 360 - 180)


def judged(finder, image):
    """The face, and why it is not scored; None, None for no face."""
    aligner = SimilarityAligner()
    frame = Frame(0, 0.0, image)
    face = finder.find(frame)
    if face is None:
        return None, Reason.FACE_NOT_FOUND
    crop = aligner.crop(frame, face)
    return face, aligner.refuse(aligner.view(frame, face, crop))


def half_of(label):
    """The halves of the pictures by number; what was chosen was looked at on both, and first on the first."""
    return int(label["picture"].split(".")[0]) // 2 % 2


def share(part, whole):
    return f"{sum(part)} of {len(whole)} ({100 * sum(part) / max(1, len(whole)):.0f} %)"


def test_infants_in_cots(finder):
    folder = folder_of_infants()
    if folder is None:
        pytest.skip("no public pictures beside the repository; set NEOPAIN_REAL_INFANTS")
    with (folder / "labels.csv").open(newline="") as file:
        labels = list(csv.DictReader(file))
    seen = defaultdict(list)
    for label in labels:
        face, reason = judged(finder, cv2.imread(str(folder / "pictures" / label["picture"])))
        seen[label["face"]].append((label, face, reason))

    def in_place(label, face):
        if face is None:
            return False
        middle = np.array([face.box.x + face.box.width / 2, face.box.y + face.box.height / 2])
        true = np.array([float(label["centre_x_px"]), float(label["centre_y_px"])])
        return bool(np.linalg.norm(middle - true) <= PLACE_RIGHT * float(label["size_px"]))

    front, profile, none = seen["front"], seen["profile"], seen["none"]
    placed = [in_place(label, face) for label, face, _ in front]
    right = [
        ok and between_deg(face.roll_deg, float(label["roll_deg"])) <= ROLL_RIGHT_DEG
        for ok, (label, face, _) in zip(placed, front, strict=True)
    ]
    found = [in_place(label, face) for label, face, _ in profile]
    print(f"\n{len(labels)} pictures of infants in cots (public, by eye; totals only)")
    print(f"  frontal: place {share(placed, front)}, place and roll {share(right, front)}")
    print(f"  frontal that may be scored: {share([reason is None for *_, reason in front], front)}")
    print(f"  profile found: {share(found, profile)}")
    for reason in (Reason.TURNED_AWAY, None):
        told = [ok and reason is one[2] for ok, one in zip(found, profile, strict=True)]
        print(f"    {'may be scored' if reason is None else reason.value}: {share(told, profile)}")
    for half in (0, 1):
        some = [ok for ok, (label, *_) in zip(right, front, strict=True) if half_of(label) == half]
        print(f"    half {half + 1} of the pictures: {share(some, some)}")
    print(f"  fires on none: {share([face is not None for _, face, _ in none], none)}")
    aside = [face is not None and reason is Reason.TURNED_AWAY for _, face, reason in none]
    print(f"    of these told as turned away: {share(aside, none)}")
    print(f"    may be scored: {share([reason is None for *_, reason in none], none)}")
    for low, high in ((0, 30), (30, 60), (60, 120), (120, 181)):
        some = [
            ok
            for ok, (label, *_) in zip(right, front, strict=True)
            if low <= abs(float(label["roll_deg"])) < high
        ]
        print(f"  frontal, roll {low} to {high}: {share(some, some)}")
    for _, faces in sorted(seen.items()):
        reasons = defaultdict(int)
        for *_, reason in faces:
            reasons["may be scored" if reason is None else reason.value] += 1
        print(f"  {faces[0][0]['face']}: {dict(sorted(reasons.items()))}")


def test_simulated_hard(finder, tmp_path):
    from neopain_export.cli import main

    assert (
        main(
            ["simulate", "--hard", "--seed", "2", "--count", str(SIMULATED), "--out", str(tmp_path / "hard")]
        )
        == 0
    )
    with (tmp_path / "hard" / "labels.csv").open(newline="") as file:
        labels = [label for label in csv.DictReader(file) if abs(float(label["yaw_deg"])) < 40]
    rows = []
    for label in labels:
        face, reason = judged(finder, cv2.imread(str(tmp_path / "hard" / label["picture"])))
        right = face is not None and between_deg(face.roll_deg, -float(label["roll_deg"])) <= ROLL_RIGHT_DEG
        rows.append((label, face is None, right, reason, 0.0 if face is None else face.box.width))

    def line(name, some):
        missed = [missed for _, missed, *_ in some]
        wrong = [not missed and not right for _, missed, right, _ in some]
        scored = [reason is None for *_, reason, _ in some]
        upside = [reason is None and not right for _, _, right, reason, _ in some]
        print(
            f"  {name:22} not found {share(missed, some)}, wrong way up {share(wrong, some)} "
            f"(of these may be scored {sum(upside)}), may be scored {share(scored, some)}"
        )

    print(f"\nsimulated-hard, seed 2, yaw under 40 degrees: {len(rows)} drawings (simulated)")
    line("all", rows)
    for label in ("0", "1"):
        line("pain" if label == "1" else "no pain", [row for row in rows if row[0]["label"] == label])
    for low, high in ((0, 15), (15, 30), (30, 40)):
        line(f"yaw {low} to {high}", [r for r in rows if low <= abs(float(r[0]["yaw_deg"])) < high])
    for low, high in ((0, 30), (30, 60), (60, 120), (120, 181)):
        turns = [row for row in rows if low <= between_deg(float(row[0]["roll_deg"]), 0) < high]
        line(f"roll {low} to {high}", turns)
    for low, high in ((1, 100), (100, 200), (200, 1000)):
        line(f"found {low} to {high} px wide", [row for row in rows if low <= row[4] < high])
    for low, high in ((0, 0.6), (0.6, 2)):
        line(f"light {low} to {high}", [row for row in rows if low <= float(row[0]["dim"]) < high])
    for hindrance in ("", "feeding_tube", "oxygen", "cpap", "tape", "hand", "pacifier"):
        line(hindrance or "nothing in the way", [row for row in rows if row[0]["hindrances"] == hindrance])
    for state in sorted({row[0]["state"] for row in rows}):
        line(state, [row for row in rows if row[0]["state"] == state])
    reasons = defaultdict(lambda: [0, 0])
    for label, _, _, reason, _ in rows:
        reasons["may be scored" if reason is None else reason.value][int(label["label"])] += 1
    print("  reason (no pain, pain):", {name: tuple(both) for name, both in sorted(reasons.items())})


def test_cost_of_a_frame():
    """Following and hunting, ms of this process's time and of the clock."""
    image = cv2.cvtColor(__import__("skimage.data").data.astronaut(), cv2.COLOR_RGB2BGR)
    scene = np.full((720, 1280, 3), 90, np.uint8)
    scene[100:612, 400:912] = image
    empty = cv2.GaussianBlur(
        np.random.default_rng(0).integers(0, 256, (720, 1280, 3)).astype(np.uint8), (0, 0), 3
    )
    for name, picture in (("following", scene), ("hunting", empty)):
        finder = open_finder(paths.models())
        clock, busy = [], []
        for seq in range(FILM_FRAMES):
            frame = Frame(seq, seq / 5, np.roll(picture, seq % 7, axis=1))
            before, used = time.perf_counter(), time.process_time()
            finder.find(frame)
            clock.append(1000 * (time.perf_counter() - before))
            busy.append(1000 * (time.process_time() - used))
        finder.close()
        print(
            f"\n{name}, 1280 x 720: median {statistics.median(clock[5:]):.1f} ms (processor "
            f"{statistics.median(busy[5:]):.1f} ms), longest {max(clock[5:]):.0f} ms"
        )
