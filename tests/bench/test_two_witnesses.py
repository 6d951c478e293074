"""What single signs and the second witness cost, and how often they contradict the score.

Real infants are looked at only as in `test_known_or_unknown`; totals are printed and nothing else leaves the
test. None of them is in pain.
"""

import os
import time
from collections import Counter
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from neopain import paths
from neopain.core.clock import SystemClock
from neopain.core.frames import Frame
from neopain.core.readings import OutsideTraining, Reading
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.watch.signs import DISTRESSED, PRESENT, UPPER_FACE, contradiction
from neopain.pipeline import PainPipeline
from neopain.vision.open_models import open_models
from neopain_export.study.data.simulated_sets import simulated_set
from tests.bench import signs_strip
from tests.bench.test_known_or_unknown import adults, filmed, infants

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def models():
    opened = open_models(paths.models(), prefer_gpu=False, follow=False)
    yield opened
    opened.close()


def pipeline(models, **beside):
    return PainPipeline(
        finder=models.finder, aligner=models.aligner, extractor=models.extractor, novelty=models.novelty,
        classifier=models.classifier, clock=SystemClock(), **beside,
    )  # fmt: skip


def test_cost_side_by_side(models):
    plain, with_them = pipeline(models), pipeline(models, meter=models.meter, witness=models.witness)
    times = {plain: [], with_them: []}
    for seq, (_, picture) in enumerate(filmed(every=12)):
        frame = Frame(seq, float(seq), np.ascontiguousarray(picture))
        for one in (plain, with_them) if seq % 2 else (with_them, plain):
            began = time.perf_counter()
            one.process(frame)
            times[one].append(time.perf_counter() - began)
    ratios = [after / before for before, after in zip(times[plain], times[with_them], strict=True)]
    print(
        f"\na frame without {1e3 * median(times[plain]):.1f} ms, with single signs and second witness "
        f"{1e3 * median(times[with_them]):.1f} ms; median ratio {median(ratios):.3f}, {len(ratios)} frames"
    )


def calm_and_pain(title, seed, count):
    for sample in simulated_set(title, seed, count).samples:
        yield f"{title}, {'pain' if sample.label else 'calm'}", sample.picture.load()


SOURCES = {
    "easy drawings": lambda: calm_and_pain("simulated", 3, 80),
    "hard drawings": lambda: calm_and_pain("simulated-hard", 3, 160),
    "second hard drawings": lambda: calm_and_pain("simulated-hard-2", 3, 240),
    "film": filmed,
    "adults": adults,
    "infants": infants,
}


@pytest.mark.parametrize("source", SOURCES)
def test_how_often_they_contradict_the_score(models, source):
    """Also how often a score, or the number that the model gives to a face unlike training, is over a limit."""
    looking = pipeline(
        models, meter=models.meter, witness=models.witness, outside_training=OutsideTraining.SHOW
    )
    counts: dict[str, Counter[str]] = {}
    for seq, (title, picture) in enumerate(SOURCES[source]()):
        raw = looking.process(Frame(seq, float(seq), np.ascontiguousarray(picture)))
        found = counts.setdefault(title, Counter())
        found["pictures"] += 1
        points = raw.raw if raw.outside is None else raw.outside
        if points is None:
            found[f"refused: {raw.reason}"] += 1
            continue
        found["faces well seen"] += 1
        found["scored"] += raw.raw is not None
        for limit in (4, 6):
            found[f"scored over {limit}"] += raw.raw is not None and raw.raw > limit
            found[f"number over {limit}, the unknown shown too"] += points > limit
        actions = raw.actions
        seen = [] if actions is None else [actions[one] for one in UPPER_FACE if actions[one] is not None]
        found["two upper signs"] += sum(one.strength >= PRESENT for one in seen) >= 2
        found["distressed"] += raw.distress is not None and raw.distress >= DISTRESSED
        said = contradiction(Reading.of(raw, raw.raw), DEFAULT_PRESET)
        if said is not None:
            found[f"disagree: {said}"] += 1
    print()
    for title, found in counts.items():
        print(f"{title:32} {dict(found)}")
    if source == "film":
        assert counts["film"]["faces well seen"] > 50
    if source == "adults":
        assert counts["adult"]["scored"] == 0


def test_film_strip_of_the_heel_lance(tmp_path):
    folder = Path(os.environ.get("NEOPAIN_BENCH_OUT", tmp_path))
    moments = signs_strip.watched()
    signs_strip.draw(moments, folder / "heel-lance.png")
    cry = [moment.reading for moment in moments if 33.0 <= moment.at_s < 44.0]
    calm = [moment.reading for moment in moments if 14.0 <= moment.at_s < 21.0]
    for of in ("raw", "intensity"):
        values = [[getattr(one, of) for one in part if getattr(one, of) is not None] for part in (calm, cry)]
        print(f"{of}: calm {median(values[0]):.1f}, cry {median(values[1]):.1f}")
        assert median(values[0]) < 2.0
        assert median(values[1]) > 6.0
