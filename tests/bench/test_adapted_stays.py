"""What adaptation to an infant gains on drawn stays, as decision 29 tells it; SIMULATED.

NEOPAIN_STAYS sets how many infants are drawn; 20 pictures each, one to three seconds a picture.
"""

from __future__ import annotations

import os

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from neopain import paths
from neopain.core.errors import NeopainError
from neopain.core.frames import Frame
from neopain.core.score.infant.adaptation import (
    Adaptation,
    AdaptationBasis,
    CalmSpread,
    log_odds,
)
from neopain.core.score.presets import DEFAULT_PRESET
from neopain.core.watch.calm_evidence import MARGIN
from neopain.core.watch.signs import witnessed, witnessed_calm
from neopain.vision.open_models import open_models
from neopain_export.neonate.sets.stays import PARTS, draw_stays

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]
COUNTS = dict(zip(PARTS, (8, 4, 4, 4), strict=True))
SPREAD = CalmSpread(-5.5, 1.0)
"""Where the model's manifest has none; of the calm faces of the second hard set's test group."""


def looked_at(models, drawn):
    """Part, points, actions, distress of one drawn face that is scored; None of any other."""
    frame = Frame(seq=0, captured_at=0.0, image=np.ascontiguousarray(drawn.picture[:, :, ::-1]))
    face = models.finder.find(frame)
    if face is None:
        return None
    crop = models.aligner.crop(frame, face)
    view = models.aligner.view(frame, face, crop)
    if models.aligner.refuse(view) is not None:
        return None
    features = models.extractor.extract(crop)
    if not models.novelty.distance(features) <= 1.0:
        return None
    actions = models.meter.measure(face, view, crop, features)
    return drawn.part, models.classifier.score(features).points, actions, models.witness.distress(crop)


def teaches(face):
    _, points, actions, distress = face
    return points <= DEFAULT_PRESET.lower_limit - MARGIN and witnessed(actions, distress) is False


def test_adaptation_on_drawn_stays():
    models = open_models(paths.models(), prefer_gpu=False, follow=False)
    spread = models.classifier.calm_spread or SPREAD
    stays = {}
    try:
        for drawn in draw_stays(31, int(os.environ.get("NEOPAIN_STAYS", "4")), COUNTS):
            face = looked_at(models, drawn)
            if face is not None:
                stays.setdefault(drawn.subject, []).append(face)
    except NeopainError as fault:
        pytest.skip(str(fault))
    finally:
        models.close()
    begins = [teaches(face) for faces in stays.values() for face in faces if face[0] == "begin"]
    plain, adapted, labels = [], [], []
    for faces in stays.values():
        calm = [log_odds(face[1]) for face in faces if face[0] == "rest" and teaches(face)]
        if not calm:
            continue
        one = Adaptation(AdaptationBasis(spread, "", ""), on=True)
        one.shift = float(np.clip(np.median(calm) - spread.centre, -spread.between, spread.between))
        for part, points, actions, distress in faces:
            if part in {"calm", "pain"}:
                labels.append(part == "pain")
                plain.append(points)
                adapted.append(one.adapted(points, may_lower=witnessed_calm(actions, distress)))
    pain = np.array(labels)
    print(f"\nSIMULATED: {len(pain)} faces of {len(stays)} stays; pain at the start that may teach: "
          f"{sum(begins)} of {len(begins)}")  # fmt: skip
    for name, scores in (("without", np.array(plain)), ("adapted", np.array(adapted))):
        over = [f"{100 * (scores[pain == which] > 4).mean():.0f} %" for which in (False, True)]
        print(f"{name}: AUC {roc_auc_score(pain, scores):.3f}, over 4: calm {over[0]}, pain {over[1]}")
    assert not any(begins)
