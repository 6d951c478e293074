from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.clinical.admission import (
    Admission,
    check_patient_code,
    gestation_of,
    proposed_preset,
    weeks_and_days,
)
from neopain.core.errors import SettingFault
from neopain.core.score.presets import PRESETS

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


def admission(gestation_days=219, age_days=13, admitted=NOON):
    return Admission("P-07", gestation_days, age_days, admitted.isoformat())


@pytest.mark.parametrize("code", ["P-07", "7", "NICU3.14", "a1/2", "  P-07 ", "P-2026-3", "12345678901"])
def test_pseudonyms_are_taken(code):
    assert check_patient_code(code) == code.strip()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("Anna Muster7", "blank"),
        ("Muster,A7", "comma"),
        ("Anna", "letters alone"),
        ("P-2026-03-29", "date"),
        ("29.03.2026", "date"),
        ("29/3/26", "date"),
        ("P20260329", "date"),
        ("29032026", "date"),
        ("", "1 to 24"),
        ("7" * 25, "1 to 24"),
        ("P_7!", "letters A to Z"),
        ("-7", "letters A to Z"),
        ("Zoë7", "letters A to Z"),
    ],
)
def test_names_and_dates_are_refused_with_the_reason(code, why):
    with pytest.raises(SettingFault, match=why):
        check_patient_code(code)


@given(st.text(max_size=30))
def test_what_is_taken_has_no_blank_and_a_digit(text):
    try:
        code = check_patient_code(text)
    except SettingFault:
        return
    assert not any(letter.isspace() for letter in code)
    assert any(letter.isdigit() for letter in code)
    assert check_patient_code(code) == code


def test_ages_add_up():
    infant = admission()
    assert weeks_and_days(infant.gestation_days) == "31+2"
    assert weeks_and_days(infant.postmenstrual_days(NOON)) == "33+1"
    assert weeks_and_days(infant.postmenstrual_days(NOON + timedelta(days=6, hours=1))) == "34+0"
    assert infant.preterm
    assert not admission(gestation_of(37, 0)).preterm


@given(
    st.integers(154, 321),
    st.integers(0, 366),
    st.floats(-1e6, 1e8),
    st.floats(0, 1e8),
)
def test_postmenstrual_age_never_falls_and_is_never_under_the_gestational_age(ga, age, first_s, more_s):
    infant = admission(ga, age)
    first = infant.postmenstrual_days(NOON + timedelta(seconds=first_s))
    later = infant.postmenstrual_days(NOON + timedelta(seconds=first_s + more_s))
    assert ga + age <= first <= later


@pytest.mark.parametrize(("ga", "age"), [(153, 0), (322, 0), (219, -1), (219, 367)])
def test_ages_out_of_bounds_are_refused(ga, age):
    with pytest.raises(SettingFault, match="correct the admission"):
        admission(ga, age)


@pytest.mark.parametrize("days", [-1, 7])
def test_a_week_has_seven_days(days):
    with pytest.raises(SettingFault):
        gestation_of(31, days)


@given(st.integers(154, 321))
def test_every_gestational_age_gets_a_stored_preset(ga):
    preset = proposed_preset(ga)
    assert preset in PRESETS
    assert preset.from_weeks <= ga // 7 < preset.below_weeks


def test_a_time_without_offset_is_refused():
    with pytest.raises(SettingFault, match="offset"):
        Admission("P-07", 219, 0, "2026-03-29T12:00:00")


def test_a_correction_gives_the_age_that_was_said_and_refuses_one_under_the_stay():
    infant, later = admission(219, 20), NOON + timedelta(days=10, hours=1)
    right = infant.corrected("P-09", 226, 12, later)
    assert (right.patient_code, right.gestation_days, right.postnatal_days(later)) == ("P-09", 226, 12)
    assert (right.id, right.admitted_utc, right.preset) == (infant.id, infant.admitted_utc, infant.preset)
    with pytest.raises(SettingFault, match="admitted 10 days ago and cannot be 9 days old"):
        infant.corrected("P-09", 226, 9, later)


def test_who_was_admitted_at_the_greatest_age_can_be_corrected_for_as_long_as_they_stay():
    later = NOON + timedelta(days=40)
    infant = admission(219, 366)
    assert infant.corrected("P-09", 219, infant.postnatal_days(later), later).patient_code == "P-09"
