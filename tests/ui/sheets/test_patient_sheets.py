"""The sheets of patient, limits, assessments and procedures, each by itself."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from neopain.bedside.contracts.ward import PinAnswer
from neopain.core.clinical.pin import Verdict
from neopain.core.clinical.reassessment import Due, DueReason
from neopain.core.clinical.scales import NIPS, scale_by_id
from neopain.core.record import Assessment
from neopain.core.score.presets import PRESETS
from neopain.core.score.reactivity import reactivity_card
from neopain.ui.sheets.annotation.assessment_sheet import AssessmentSheet
from neopain.ui.sheets.annotation.procedure_sheet import ProcedureSheet
from neopain.ui.sheets.machine.limits_sheet import LimitsSheet
from neopain.ui.sheets.patient.admission_sheet import AdmissionSheet
from neopain.ui.style.sizes import sizes_for
from neopain.ui.style.theme import DAY, style_sheet
from neopain.ui.trend.strips.manual_panel import ManualPanel
from neopain.ui.widgets.entry.on_screen_keys import OnScreenKeys

WHEN = "2026-01-01T00:00:00+00:00"


def press(widget, name):
    next(
        b for b in widget.findChildren(QPushButton) if b.accessibleName() == name or b.text() == name
    ).click()


@pytest.fixture
def admission(qtbot):
    dialog = AdmissionSheet()
    qtbot.addWidget(dialog)
    return dialog


def test_nothing_is_admitted_unasked(admission):
    assert not admission.admit.isEnabled()
    admission.code.setText("P-07")
    admission.weeks.setValue(31)
    assert not admission.admit.isEnabled(), "the age was not given"
    admission.age.setValue(0)
    assert admission.admit.isEnabled()


def test_a_name_is_refused_with_the_reason_and_ages_propose_a_preset(qtbot, admission):
    admission.weeks.setValue(31)
    admission.days.setValue(2)
    admission.age.setValue(13)
    admission.code.setText("Anna Muster")
    assert not admission.admit.isEnabled()
    assert "pseudonym" in admission.says
    admission.code.setText(" P-07 ")
    assert "GA 31+2, PMA 33+1" in admission.says
    assert "Very preterm" in admission.says
    with qtbot.waitSignal(admission.admitted) as asked:
        admission.admit.click()
    assert asked.args == ["P-07", 219, 13]


@pytest.mark.parametrize("name", ["Anna", "Anna Muster", "Muster, Anna", "12.03.2026", "Maier-Müller"])
def test_a_name_is_refused_while_nothing_else_is_given(admission, name):
    admission.code.setText(name)
    assert "Give code" not in admission.says
    assert not admission.admit.isEnabled()


def test_ages_are_typed_and_tabbed_in_reading_order(qtbot, admission):
    admission.show()
    admission.activateWindow()
    qtbot.waitUntil(admission.isActiveWindow)
    admission.take_focus()
    for typed in ("P-07", "31", "2", "113"):
        field = QApplication.focusWidget()
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Tab)
        qtbot.wait(1)
    assert (admission.code.text(), admission.gestation_days, admission.age.value()) == ("P-07", 219, 113)
    qtbot.keyClick(admission.age, Qt.Key.Key_Return)
    assert not admission.open_now


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("weeks", "50"),
        ("weeks", "3"),
        ("days", "7"),
        ("age", "999"),
        ("age", "1.5"),
        ("age", "1,5"),
        ("age", "-3"),
        ("days", "-2"),
        ("weeks", "+31"),
    ],
)
def test_an_age_out_of_bounds_stays_to_be_seen_and_is_refused_with_its_bounds(qtbot, admission, field, typed):
    admission.code.setText("P-07")
    admission.weeks.setValue(31)
    admission.age.setValue(13)
    box = getattr(admission, field)
    box.clear()
    qtbot.keyClicks(box, typed)
    assert box.text() == typed
    assert not admission.admit.isEnabled()
    assert f"got {typed}" in admission.says
    assert f"{box.least} to {box.greatest}" in admission.says


@pytest.mark.parametrize("size", [(1280, 720), (800, 1280), (3840, 2160)])
def test_no_digit_of_an_age_is_cut(qapp, admission, size):
    qapp.setStyleSheet(style_sheet(DAY, sizes_for(width_px=size[0], height_px=size[1], px_per_mm=4.0)))
    admission.resize(560, 560) if size[0] == 1280 else admission.resize(size[0] // 3, size[1] // 2)
    admission.show()
    for box in (admission.weeks, admission.days, admission.age):
        box.setText("365")
        inside = box.width() - 2 * box.fontMetrics().averageCharWidth()
        assert box.fontMetrics().horizontalAdvance("365") < inside
        assert box.fontMetrics().height() <= box.height()
    qapp.setStyleSheet("")


def test_keys_to_touch_type_into_the_field_that_has_the_focus(qtbot, admission):
    admission.show()
    admission.activateWindow()
    qtbot.waitUntil(admission.isActiveWindow)
    admission.take_focus()
    keys = {b.accessibleName(): b for b in admission.findChild(OnScreenKeys).findChildren(QPushButton)}
    for letter in "P-078":
        qtbot.mouseClick(keys[letter], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(keys["Delete the last letter"], Qt.MouseButton.LeftButton)
    assert admission.code.text() == "P-07"
    admission.weeks.setFocus()
    qtbot.wait(1)
    for letter in "3A1":
        qtbot.mouseClick(keys[letter], Qt.MouseButton.LeftButton)
    assert admission.weeks.value() == 31


@pytest.fixture
def assessing(qtbot):
    dialog = AssessmentSheet(lambda at: f"{at:.0f}", preterm=False)
    qtbot.addWidget(dialog)
    return dialog


def answer(dialog, **points):
    for name, value in points.items():
        item = next(item for item in NIPS.items if item.id == name)
        words = next(choice.words for choice in item.choices if choice.points == value)
        press(dialog, f"{item.label} {value}: {words}")


def test_a_partial_nips_is_saved_without_a_total(qtbot, assessing):
    assert not assessing.save.isEnabled()
    answer(assessing, face=1, cry=2)
    assert "no total" in assessing.nips.total_text
    assert "Legs" in assessing.nips.total_text
    with qtbot.waitSignal(assessing.entered) as got:
        assessing.save.click()
    [entry] = got.args
    assert (entry.total, entry.items) == (None, (("face", 1), ("cry", 2)))


def test_a_full_nips_totals_live(qtbot, assessing):
    answer(assessing, face=1, cry=2, breathing=0, arms=0, legs=0, arousal=1)
    assert "NIPS 4 of 7" in assessing.nips.total_text
    with qtbot.waitSignal(assessing.entered) as got:
        assessing.save.click()
    assert got.args[0].total == 4
    assert got.args[0].scale == "nips"


def test_totals_out_of_range_cannot_be_saved(assessing):
    assessing._tabs.setCurrentWidget(assessing.totals)
    press(assessing.totals, "2")
    press(assessing.totals, "2")
    assert "out of 0 - 21" in assessing.totals.text
    assert not assessing.save.isEnabled()
    press(assessing.totals, "Delete the last digit")
    assert assessing.totals.total == 2
    assert assessing.save.isEnabled()
    press(assessing.totals, "N-PASS sedation")
    assert assessing.totals.total is None
    press(assessing.totals, "5")
    assert assessing.totals.total == -5
    press(assessing.totals, "N-PASS pain")
    press(assessing.totals, "1")
    press(assessing.totals, "1")
    assert assessing.totals.total is None
    assessing.totals.take_patient(preterm=True)
    assert assessing.totals.total == 11


def test_an_earlier_one_is_changed_not_added(qtbot, assessing):
    old = Assessment(60.0, "pipp_r", (), 7, "", "AB", WHEN)
    assessing.earlier.show_standing([old])
    press(assessing.earlier, "Change ...")
    assert assessing.totals.total == 7
    assert not assessing._tabs.isTabEnabled(0)
    press(assessing.totals, "Delete the last digit")
    press(assessing.totals, "9")
    with qtbot.waitSignal(assessing.entered) as got:
        assessing.save.click()
    assert (got.args[0].total, got.args[0].revises) == (9, old)


@pytest.fixture
def limits(qtbot):
    dialog = LimitsSheet(PRESETS[1], pin_set=True)
    qtbot.addWidget(dialog)
    return dialog


def type_pin(dialog, pin):
    for digit in pin:
        press(dialog.pad, digit)


def test_limits_need_a_pin_and_stay_within_bounds(qtbot, limits):
    assert not limits.apply.isEnabled()
    type_pin(limits, "4711")
    limits.fields["lower_limit"].setValue(4.9)
    assert limits.wanted is None
    assert "at least 1 over the lower" in limits.says
    assert not limits.apply.isEnabled()
    limits.fields["lower_limit"].setValue(3.2)
    with qtbot.waitSignal(limits.apply_asked) as got:
        limits.apply.click()
    assert (got.args[0].lower_limit, got.args[0].id, got.args[1]) == (3.2, "very_preterm", "4711")
    assert not limits.pad.pin, "the PIN is forgotten at once"


def test_a_refused_pin_is_said_and_the_sheet_stays(limits):
    limits.show()
    limits.show_answer(PinAnswer(Verdict.WRONG, 30.0, 3))
    assert "Wrong PIN. Try again in 30 s" in limits.answer
    assert limits.isVisible()
    limits.show_answer(PinAnswer(Verdict.RIGHT, 0.0, 0))
    assert not limits.isVisible()


def test_the_first_pin_is_typed_twice(qtbot):
    dialog = LimitsSheet(PRESETS[1], pin_set=False)
    qtbot.addWidget(dialog)
    for poor in ("1234", "4711"):
        type_pin(dialog, poor)
        dialog.apply.click()
    assert "once more" in dialog.answer
    type_pin(dialog, "4712")
    dialog.apply.click()
    assert "not alike" in dialog.answer
    type_pin(dialog, "4711")
    dialog.apply.click()
    type_pin(dialog, "4711")
    with qtbot.waitSignal(dialog.pin_set_asked) as got:
        dialog.apply.click()
    assert got.args == ["4711"]


def test_the_card_says_why_a_number_is_missing(qtbot):
    times = np.arange(0.0, 420.0)
    full = reactivity_card(times, np.where(times < 130, 1.0, 6.0), mark_at=120.0, end=420.0)
    bare = reactivity_card(times[:0], times[:0], mark_at=120.0, end=420.0)
    for card, expected in ((full, "6.0"), (bare, "not enough scored time")):
        dialog = ProcedureSheet(card, "14:05")
        qtbot.addWidget(dialog)
        assert dialog.values["Highest after"] == expected
    assert dialog.values["Back at the baseline after"] == "not enough scored time"


def test_the_panel_shows_the_last_score_the_due_time_and_hollow_marks(qtbot):
    panel = ManualPanel(lambda _at: "14:05", lambda at: at)
    qtbot.addWidget(panel)
    panel.paint_with(DAY, sizes_for(width_px=1280, height_px=720, px_per_mm=4.0))
    panel.resize(600, 80)
    panel.show()
    assert "no assessment" in panel.line
    assert panel.strip.isHidden()
    partial = Assessment(200.0, "nips", (), None, "", "", WHEN)
    panel.show_standing([Assessment(100.0, "nips", (), 3, "", "AB", WHEN), partial])
    assert "NIPS - @14:05  (incomplete, no total)" in panel.line
    panel.show_standing([Assessment(100.0, "nips", (), 3, "", "AB", WHEN)])
    assert "NIPS 3 @14:05  (mild to moderate, by AB)" in panel.line
    picture = panel.strip.grab().toImage()
    middle = picture.pixelColor(100, picture.height() // 2)
    colours = {picture.pixelColor(100, y).name() for y in range(picture.height())}
    assert DAY.event in colours, "the diamond's edge"
    assert middle.name() != DAY.event or picture.pixelColor(100, 0).name() != DAY.event, "hollow"
    panel.show_due(Due(1000.0, DueReason.RAISED_SCORE), 400.0)
    assert panel.chip == "reassess in 10 min (raised score)"
    panel.show_due(Due(1000.0, DueReason.ROUTINE), 1600.0)
    assert panel.chip == "REASSESS: due for 10 min (routine)"
    panel.show_due(None, 0.0)
    assert panel.chip == ""


def test_every_scale_can_be_drawn(qtbot):
    panel = ManualPanel(lambda _at: "", lambda at: at)
    qtbot.addWidget(panel)
    panel.show_standing(
        [
            Assessment(50.0 * n, name, (), scale_by_id(name).greatest, "", "", WHEN)
            for n, name in enumerate(
                ("nips", "pipp_r", "n_pass_pain", "n_pass_sedation", "cries", "comfort_neo", "flacc")
            )
        ]
    )
    assert not panel.strip.grab().isNull()


def test_a_correction_takes_no_age_that_the_stay_cannot_have(qtbot):
    sheet = AdmissionSheet()
    qtbot.addWidget(sheet)
    sheet.correct("P-07", 240, 376, stayed_days=10)
    assert sheet.admit.isEnabled(), "who was admitted at the greatest age can be corrected"
    sheet.age.setText("9")
    assert not sheet.admit.isEnabled()
    assert "10 to 376; got 9" in sheet.says
    sheet.age.setText("10")
    assert sheet.admit.isEnabled()
