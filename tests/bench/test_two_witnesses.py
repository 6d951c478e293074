"""What single signs and the second witness cost, and how often they contradict the score.

Real infants are looked at only as in `test_known_or_unknown`; totals are printed and nothing else leaves the
test. None of them is in pain.
"""

import time
from collections import Counter
from statistics import median

import numpy as np
import pytest

from neopain import paths
from neopain.core.clock import SystemClock
from neopain.core.frames import Frame
from neopain.core.readings import Reading
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.watch.signs import DISTRESSED, PRESENT, UPPER_FACE, contradiction
from neopain.pipeline import PainPipeline
from neopain.vision.open_models import open_models
from tests.bench.test_known_or_unknown import adults, drawn, filmed, infants

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


def test_how_often_they_contradict_the_score(models):
    looking = pipeline(models, meter=models.meter, witness=models.witness)
    counts: dict[str, Counter[str]] = {}
    for source in (drawn("simulated", 3, 80), drawn("simulated-hard", 3, 160), filmed(), adults(), infants()):
        for seq, (title, picture) in enumerate(source):
            raw = looking.process(Frame(seq, float(seq), np.ascontiguousarray(picture)))
            if raw.actions is None:
                continue
            seen = [one.strength for one in (raw.actions[action] for action in UPPER_FACE) if one is not None]
            found = counts.setdefault(title, Counter())
            found["faces"] += 1
            found["two upper signs"] += sum(one >= PRESENT for one in seen) >= 2
            found["distressed"] += raw.distress is not None and raw.distress >= DISTRESSED
            found[str(contradiction(Reading.of(raw, raw.raw), DEFAULT_PRESET))] += 1
    print()
    for title, found in counts.items():
        print(f"{title:20} {dict(found)}")
    assert counts["film"]["faces"] > 50
