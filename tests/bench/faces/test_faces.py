"""The face search and the view limits in figures: `make bench SECTION=faces`.

Side by side with plain MediaPipe and YuNet, on the whole test groups of both hard sets (drawn), and on public
pictures of infants where NEOPAIN_INFANT_PICTURES names their folder. Tables, curve and montage are written to
the folder that NEOPAIN_BENCH_OUT names, else to a temporary one.
"""

import os
import statistics
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from neopain import paths
from neopain.core.frames import Frame
from neopain.vision.open_finder import open_finder
from tests.bench.faces import infants, report, strip
from tests.bench.faces.looks import Eyes, drawn

pytestmark = [pytest.mark.bench, pytest.mark.timeout(7200)]

SETS = (("simulated-hard", 1, 480), ("simulated-hard-2", 1, 960))
"""As in the recipe of the bundled classifier, which learnt from the other group."""
FILM_FRAMES = 60


@pytest.fixture(scope="module")
def eyes():
    opened = Eyes()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    named = os.environ.get("NEOPAIN_BENCH_OUT", "")
    place = Path(named) if named else tmp_path_factory.mktemp("faces")
    place.mkdir(parents=True, exist_ok=True)
    return place


def test_tables(eyes, folder):
    tables = {}
    place = infants.folder()
    if place is None:
        print(f"\n{infants.VARIABLE} names no folder: no table of real infants")
    else:
        tables |= report.of_infants(infants.looked_at(eyes, place))
    for title, seed, count in SETS:
        looks = list(drawn(eyes, title, seed, count))
        tables |= report.of_drawings(looks, f"{title}, seed {seed}, test group", folder)
    print("\n" + report.write(tables, folder))
    print(f"written to {folder}")
    assert all(one.exists() for one in (folder / "tables.md", folder / "tables.json"))


def test_a_nurse_comes(folder):
    said = strip.draw(folder / "nurse.png")
    print("\n" + "\n".join(said))
    assert len(said) == 2 * len(strip.SHOWN_S)


def test_cost_of_a_frame():
    """Following and hunting, ms of this process's time and of the clock."""
    image = cv2.cvtColor(skimage.data.astronaut(), cv2.COLOR_RGB2BGR)
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
