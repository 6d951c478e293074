from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.clinical.pin import FREE_TRIES, PinGate, Verdict, check_new_pin, keep_pin, wait_after
from neopain.core.errors import SettingFault

KEPT = keep_pin("4711")


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "1111", "1234", "8765", "٤٧١١", " 4711"])
def test_poor_pins_are_refused(pin):
    with pytest.raises(SettingFault):
        check_new_pin(pin)


def test_the_pin_itself_is_not_kept_and_the_salt_differs():
    again = keep_pin("4711")
    assert again.salt != KEPT.salt
    assert again.digest != KEPT.digest
    assert b"4711" not in KEPT.digest + KEPT.salt


def test_the_right_pin_opens_and_wipes_the_wrong_tries():
    gate = PinGate(KEPT, 0.0)
    assert gate.attempt("0815", 0.0) is Verdict.WRONG
    assert gate.kept.wrong_tries == 1
    assert gate.attempt("4711", 0.0) is Verdict.RIGHT
    assert gate.kept.wrong_tries == 0


def test_after_three_wrong_tries_even_the_right_one_waits():
    gate = PinGate(KEPT, 0.0)
    for _ in range(FREE_TRIES):
        assert gate.attempt("0815", 10.0) is Verdict.WRONG
    assert gate.wait_s(10.0) == 30.0
    assert gate.attempt("4711", 39.9) is Verdict.TOO_SOON
    assert gate.kept.wrong_tries == FREE_TRIES
    assert gate.attempt("4711", 40.0) is Verdict.RIGHT


def test_a_restart_does_not_shorten_the_wait():
    gate = PinGate(replace(KEPT, wrong_tries=4), 1000.0)
    assert gate.wait_s(1000.0) == 60.0
    assert gate.attempt("4711", 1059.0) is Verdict.TOO_SOON


@given(st.integers(0, 10_000))
def test_waits_never_shrink_and_stay_bounded(tries):
    assert 0.0 <= wait_after(tries) <= wait_after(tries + 1) <= 900.0
