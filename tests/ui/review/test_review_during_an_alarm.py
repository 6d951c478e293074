"""What looks back covers, moves and disables nothing of the alarm row and the score, as no sheet does."""

from __future__ import annotations

import pytest

from neopain.bedside.review.recorded_review import RecordedReview
from neopain.core.clock import SystemClock
from neopain.ui.controllers.review_control import KINDS
from neopain.ui.review.compare_sheet import CompareSheet
from neopain.ui.review.export_sheet import ExportSheet
from neopain.ui.review.figures_sheet import FiguresSheet
from neopain.ui.review.handover_sheet import HandoverSheet
from neopain.ui.review.procedures_sheet import ProceduresSheet
from neopain.ui.review.review_list_sheet import ReviewListSheet
from neopain.ui.review.review_sheet import ReviewSheet
from neopain.ui.review.whose_sheet import WhoseSheet
from neopain.ui.review.why_sheet import WhySheet
from tests.recorded.stays import make_stay
from tests.ui.sheets.test_sheets import SIZES, alarmed, place, sacred, uncovered

pytestmark = pytest.mark.slow

OPENED = {
    ReviewSheet: lambda sheet: None,
    CompareSheet: lambda sheet: sheet.compare_asked.emit(),
    ProceduresSheet: lambda sheet: sheet.procedures_asked.emit(),
    HandoverSheet: lambda sheet: sheet.handover_asked.emit(),
    ExportSheet: lambda sheet: sheet.export_asked.emit(),
    WhoseSheet: lambda sheet: sheet.whose_asked.emit(),
    WhySheet: lambda sheet: sheet.why_asked.emit(sheet.stay.alarms[0]),
}


def top(qtbot, window, kind):
    qtbot.waitUntil(lambda: isinstance(window.sheets.top, kind), timeout=8000)
    return window.sheets.top


@pytest.fixture(scope="module")
def stay_folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("stay")
    make_stay(made, scale=0.1)
    return made


def test_every_kind_that_looks_back_is_tried_here():
    assert set(KINDS) - {ReviewListSheet} - {FiguresSheet} <= set(OPENED)


@pytest.mark.parametrize("kind", OPENED, ids=lambda kind: kind.__name__)
def test_what_looks_back_covers_moves_and_disables_nothing(qapp, qtbot, running, service, stay_folder, kind):
    service.review = RecordedReview(stay_folder, SystemClock())
    running.controls.review_asked.emit()
    chooser = top(qtbot, running, ReviewListSheet)
    qtbot.waitUntil(lambda: chooser.table.rowCount() == 1, timeout=5000)
    chooser._choose()
    OPENED[kind](top(qtbot, running, ReviewSheet))
    sheet = top(qtbot, running, kind)
    for size in SIZES:
        running.resize(*size)
        running.on_snapshot(alarmed())
        qapp.processEvents()
        for name, widget in sacred(running).items():
            assert uncovered(running, widget), (size, name)
            assert widget.isEnabled(), (size, name)
        assert running.rect().contains(place(running, sheet)), size
        assert uncovered(running, sheet.cross), (size, "its X")
