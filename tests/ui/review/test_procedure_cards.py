"""Review tells of a procedure what its card told at the bedside."""

from __future__ import annotations

import numpy as np
import pytest

from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clinical.procedure import Procedure
from neopain.core.clock import SystemClock
from neopain.core.record import CARE_ENDED, CARE_STARTED
from neopain.core.score.reactivity import reactivity_card
from neopain.core.sessions import LogKind
from neopain.store.sessions import SessionStore
from neopain.ui.review.procedures_sheet import ProcedureCurves, ProceduresSheet
from neopain.ui.review.review_sheet import ReviewSheet
from tests.recorded.records import STARTED_AT, a_session, an_entry, recorded, scored
from tests.ui.review.test_review import top

pytestmark = pytest.mark.slow

CARE = (STARTED_AT + 310.0, STARTED_AT + 350.0)


def points(second):
    """Calm; handled hard under care mode; a bout after the lance; another one when the card was long written."""
    if 310 <= second < 350:
        return 9.5
    if 360 <= second < 380:
        return 6.0
    return 9.0 if second >= 520 else 1.0


@pytest.fixture
def told(tmp_path):
    """A procedure whose card was asked for after 200 s, with care mode in it."""
    readings = [recorded(scored(float(n), points(n))) for n in range(600)]
    procedure = Procedure()
    log = [procedure.start(STARTED_AT + 100.0), procedure.mark(STARTED_AT + 300.0)]
    times = [one.captured_at for one in readings if one.captured_at < STARTED_AT + 500.0]
    scores = np.array([one.smoothed for one in readings[: len(times)]])
    card = reactivity_card(
        np.array(times), scores, mark_at=STARTED_AT + 300.0, end=STARTED_AT + 500.0, care=[CARE]
    )
    log.append(procedure.finish(card, STARTED_AT + 500.0))
    care = [
        an_entry(310.0, LogKind.STATE, CARE_STARTED),
        an_entry(350.0, LogKind.STATE, CARE_ENDED),
    ]
    session = a_session()
    with SessionStore(tmp_path) as store:
        store.begin(session)
        store.append(session.id, readings, [*log, *care])
    return card


def test_the_card_of_review_is_that_of_the_bedside(qtbot, running, service, told, tmp_path):
    service.review = RecordedReview(tmp_path, SystemClock())
    running.review.open(a_session().id)
    top(qtbot, running, ReviewSheet).procedures_asked.emit()
    sheet = top(qtbot, running, ProceduresSheet)
    [course] = sheet.findChild(ProcedureCurves)._courses
    assert told.peak == 6.0, "neither the handling under care mode nor what came after the card"
    assert (course.card.peak, course.card.care_s) == (told.peak, told.care_s)
    for name in ("baseline", "time_to_peak_s", "recovery_s", "after_share", "before_share", "after_s"):
        assert getattr(course.card, name) == pytest.approx(getattr(told, name), abs=0.02), name
