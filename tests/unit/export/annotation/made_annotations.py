"""Pictures in folders, plans and passes for the tests of annotation; nothing but noise is pictured."""

import cv2
import numpy as np

from neopain_export.annotation.folder.plan import Plan, ordered, write_plan
from neopain_export.annotation.folder.whose_turn import rate
from neopain_export.annotation.rating.course import Finished, Given
from neopain_export.annotation.rating.tasks import NFCS, Answer
from neopain_export.annotation.sources.listing import list_items
from tests.fakes import FakeClock

UTC = "2026-01-05T10:00:00+00:00"


def write_pictures(folder, infants=3, each=2):
    """`infants` folders with `each` pictures, all different; names that would tell everything."""
    for infant in range(infants):
        for number in range(each):
            path = folder / f"secret-infant-{infant}" / f"pain_lance_{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            noise = np.random.default_rng([infant, number]).integers(0, 255, (48, 64, 3), np.uint8)
            cv2.imwrite(str(path), noise)
    return folder


def made_plan(tmp_path, task=NFCS, infants=3, each=2):
    found = list_items([write_pictures(tmp_path / "pictures", infants, each)], every_s=1.0, by="AB")
    plan = Plan(task, ordered(found.items), UTC)
    write_plan(tmp_path / "out", plan)
    return plan


def begin(tmp_path, plan, who="AB", seed=None, repeat=None):
    return rate(tmp_path / "out", plan, who, seed=seed, repeat=repeat, clock=FakeClock())


def answer_all(one, answer_of=None, *, finish=True):
    """Answer every showing; `answer_of(item id)` gives the answer, all absent without it."""
    said = answer_of or (lambda _item: Answer((0,) * len(one.plan.task.questions)))
    for place in range(one.course.answered, len(one.course.order)):
        one.do(Given(place, said(one.course.order[place].item), UTC, 1.0))
    if finish:
        one.do(Finished(UTC))
    return one
