import numpy as np
import pytest

from neopain.core.clinical.procedure import Phase, Procedure, marked_in
from neopain.core.errors import SettingFault
from neopain.core.score.reactivity import reactivity_card
from neopain.core.sessions import LogKind


def test_a_procedure_from_start_to_card():
    procedure = Procedure()
    assert procedure.start(100.0).code == "procedure_started"
    assert procedure.left_s(130.0) == 90.0
    assert procedure.mark(220.0).code == "procedure_marked"
    assert procedure.phase is Phase.AFTER
    assert procedure.left_s(230.0) == 290.0
    assert not procedure.over(519.9)
    assert procedure.over(520.0)
    times = np.arange(100.0, 520.0)
    card = reactivity_card(times, np.where(times < 230, 1.0, 6.0), mark_at=220.0, end=520.0)
    entry = procedure.finish(card, 520.0)
    assert entry.kind is LogKind.STATE
    assert entry.code == "procedure_card"
    assert "peak 6.0 after 10 s" in entry.text
    assert dict(entry.detail)["peak"] == 6.0
    assert not procedure.running


def test_an_empty_card_says_that_too_little_was_scored():
    procedure = Procedure()
    procedure.start(0.0)
    procedure.mark(1.0)
    card = reactivity_card(np.empty(0), np.empty(0), mark_at=1.0, end=301.0)
    assert procedure.finish(card, 301.0).text == "Procedure card: not enough scored time"


def test_a_mark_needs_a_start_and_comes_once():
    procedure = Procedure()
    with pytest.raises(SettingFault):
        procedure.mark(1.0)
    procedure.start(2.0)
    procedure.mark(3.0)
    with pytest.raises(SettingFault):
        procedure.mark(4.0)


def test_a_forgotten_procedure_mode_ends_by_itself():
    procedure = Procedure()
    procedure.start(0.0)
    assert not procedure.forgotten(1799.0)
    assert procedure.forgotten(1800.0)
    assert procedure.stop(1800.0, "by its time").code == "procedure_stopped"
    assert procedure.phase is Phase.OFF
    assert not procedure.forgotten(9999.0)


def test_a_mark_that_was_taken_back_is_waited_for_again_and_is_in_no_review():
    procedure, log = Procedure(), []
    log.append(procedure.start(0.0))
    log.append(procedure.mark(60.0))
    log.append(procedure.unmark(65.0))
    assert procedure.phase is Phase.BEFORE
    assert procedure.left_s(70.0) == 50.0, "its baseline goes on"
    again = Procedure()
    assert again.go_on(log, 70.0)
    assert again.phase is Phase.BEFORE
    log.append(procedure.mark(200.0))
    assert marked_in(log) == [(200.0, 500.0)]
    card = reactivity_card(np.empty(0), np.empty(0), mark_at=200.0, end=260.0)
    log.append(procedure.finish(card, 260.0))
    assert marked_in(log) == [(200.0, 260.0)], "it was ended early, and its card counted no further"
