"""How often the score is on the wrong side, against how many faces are scored: what every refusal buys.

On the harder drawings (simulated), which the bundled model learnt none of. Risk is the share of scored faces
whose score is on the wrong side of 4, the usual limit; coverage the share of all faces that are scored.
"""

import sys
from dataclasses import dataclass, replace

import numpy as np
import pytest

from neopain import paths
from neopain.core.frames import Frame
from neopain.vision.open_models import open_models
from neopain.vision.quality.view_quality import ViewLimits, refusal
from neopain_export.neonate.sets.pictures import draw_pictures

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

DRAWN, SEED = 240, 2
LIMIT = 4.0
NEVER = sys.float_info.max
FIRST_LIMITS = ViewLimits(
    yaw_most_deg=45.0,
    key_points_yaw_most_deg=45.0,
    noise_most=NEVER,
    shade_most=NEVER,
    inside_least=0.0,
    light_ratio_least=0.0,
    colour_cast_most=NEVER,
    coarseness_most=NEVER,
)
"""Those of version 0.1.0."""


@dataclass(frozen=True)
class Seen:
    """A drawing: None for its score where no face was found."""

    label: int
    score: float | None
    distance: float
    now: bool
    first: bool


@pytest.fixture(scope="module")
def seen():
    models = open_models(paths.models(), prefer_gpu=False, follow=False)
    found = []
    for number, one in enumerate(draw_pictures(SEED, DRAWN, "simulated-hard")):
        frame = Frame(number, float(number), np.ascontiguousarray(one.picture[:, :, ::-1]))
        face = models.finder.find(frame)
        if face is None:
            found.append(Seen(one.label, None, np.inf, now=False, first=False))
            continue
        crop = models.aligner.crop(frame, face)
        view = models.aligner.view(frame, face, crop)
        features = models.extractor.extract(crop)
        bare = replace(view, covered=(), clear=True)
        found.append(
            Seen(
                one.label,
                models.classifier.score(features).points,
                models.novelty.distance(features),
                now=models.aligner.refuse(view) is None,
                first=refusal(bare, FIRST_LIMITS) is None,
            )
        )
    models.close()
    return found


def line(name, scored, seen):
    wrong = [(one.score > LIMIT) != bool(one.label) for one in scored]
    parts = []
    for label, title in ((1, "pain"), (0, "no pain")):
        some = [one for one in scored if one.label == label]
        every = [one for one in seen if one.label == label]
        parts.append(f"{title} {100 * len(some) / len(every):.0f} %")
    print(
        f"  {name:34} coverage {100 * len(scored) / len(seen):5.1f} % ({', '.join(parts)})  "
        f"risk {100 * np.mean(wrong) if wrong else np.nan:5.1f} % ({sum(wrong)} of {len(wrong)})"
    )


def test_curve(seen):
    print(f"\nrisk and coverage, simulated-hard, seed {SEED}: {len(seen)} drawings (simulated)")
    found = [one for one in seen if one.score is not None]
    first, now = [one for one in found if one.first], [one for one in found if one.now]
    line("every face that is found", found, seen)
    line("view limits of 0.1.0", first, seen)
    line("view limits now", now, seen)
    line("refused now, scored by 0.1.0", [one for one in first if not one.now], seen)
    line("view limits now, and known", [one for one in now if one.distance <= 1.0], seen)
    for name, some in (("limits of 0.1.0", first), ("limits now", now)):
        ordered = sorted(some, key=lambda one: one.distance)
        for part in (0.25, 0.5, 0.75, 0.9, 1.0):
            kept = ordered[: max(1, round(part * len(ordered)))]
            line(f"{name}, nearest {100 * part:.0f} %", kept, seen)
