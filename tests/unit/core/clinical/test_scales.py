import pytest
from hypothesis import given
from hypothesis import strategies as st

from neopain.core.clinical.scales import (
    NIPS,
    SCALES,
    band_of,
    check_total,
    is_raised,
    missing_items,
    scale_by_id,
    total_of,
)
from neopain.core.errors import SettingFault

full = st.fixed_dictionaries(
    {item.id: st.sampled_from([choice.points for choice in item.choices]) for item in NIPS.items}
)
partial = full.flatmap(
    lambda answers: st.sets(st.sampled_from(sorted(answers)), max_size=len(answers) - 1).map(
        lambda kept: {item: answers[item] for item in kept}
    )
)


@given(partial)
def test_a_partial_nips_never_totals_and_names_what_is_missing(answers):
    assert total_of(NIPS, answers) is None
    assert len(missing_items(NIPS, answers)) == len(NIPS.items) - len(answers) > 0


@given(full)
def test_a_full_nips_totals_within_its_range_and_has_a_band(answers):
    total = total_of(NIPS, answers)
    assert total == sum(answers.values())
    assert NIPS.least <= total <= NIPS.greatest
    assert band_of(NIPS, total)
    assert missing_items(NIPS, answers) == ()


def test_the_most_of_each_item_makes_the_whole_range():
    assert sum(item.choices[-1].points for item in NIPS.items) == 7
    assert [len(item.choices) for item in NIPS.items] == [2, 3, 2, 2, 2, 2]


@pytest.mark.parametrize(("item", "points"), [("face", 2), ("cry", 3), ("mood", 0)])
def test_foreign_items_and_points_are_refused(item, points):
    with pytest.raises(SettingFault):
        total_of(NIPS, {item: points})


@pytest.mark.parametrize(
    ("scale_id", "least", "greatest"),
    [
        ("nips", 0, 7),
        ("pipp_r", 0, 21),
        ("n_pass_pain", 0, 10),
        ("n_pass_sedation", -10, 0),
        ("cries", 0, 10),
        ("comfort_neo", 6, 30),
        ("flacc", 0, 10),
    ],
)
def test_ranges_are_checked_at_both_ends(scale_id, least, greatest):
    scale = scale_by_id(scale_id)
    for total in (least, greatest):
        assert check_total(scale, total, preterm=False) == total
        assert band_of(scale, total)
    for total in (least - 1, greatest + 1):
        with pytest.raises(SettingFault, match="correct the total"):
            check_total(scale, total, preterm=False)


def test_points_for_prematurity_are_allowed_only_where_they_belong():
    scale = scale_by_id("n_pass_pain")
    assert check_total(scale, 13, preterm=True) == 13
    assert check_total(scale, 13, preterm=None) == 13
    with pytest.raises(SettingFault):
        check_total(scale, 14, preterm=True)
    with pytest.raises(SettingFault):
        check_total(scale_by_id("pipp_r"), 22, preterm=True)


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.id)
def test_bands_cover_the_range_without_hole_or_overlap(scale):
    assert scale.bands[0].least == scale.least
    assert scale.bands[-1].greatest == scale.greatest_for(preterm=True)
    for lower, upper in zip(scale.bands, scale.bands[1:], strict=False):
        assert upper.least == lower.greatest + 1
    assert scale.source


def test_only_nips_has_item_texts_and_a_code_here():
    assert [scale.id for scale in SCALES if scale.items] == ["nips"]
    assert [scale.loinc for scale in SCALES if scale.loinc] == ["98012-8"]


def test_a_missing_total_is_not_a_raised_one():
    assert not is_raised(NIPS, None)
    assert is_raised(NIPS, 3)
    assert not is_raised(NIPS, 2)
    assert not is_raised(scale_by_id("n_pass_sedation"), -10)


def test_an_unknown_scale_is_named():
    with pytest.raises(SettingFault, match="'nibs'"):
        scale_by_id("nibs")
