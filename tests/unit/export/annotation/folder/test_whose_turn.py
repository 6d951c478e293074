"""Two raters, blinded to each other, and one adjudicator over what they differ in."""

import csv
import json

import pytest

from neopain.core.errors import RecordFault, SettingFault
from neopain_export.annotation.folder.plan import FILE, read_plan
from neopain_export.annotation.folder.results import (
    between_raters,
    refuse_unfinished,
    results_of,
    within_rater,
)
from neopain_export.annotation.folder.study_table import is_our_table, manifest_path, write_table
from neopain_export.annotation.folder.whose_turn import adjudicate, open_disputes
from neopain_export.annotation.rating.course import Given
from neopain_export.annotation.rating.tasks import NFCS, NIPS_FACE, Answer, Reason
from neopain_export.study.data.csv_manifest import ReadingOptions, read_csv
from tests.fakes import FakeClock
from tests.unit.export.annotation.made_annotations import UTC, answer_all, begin, made_plan

GRIMACE, REST, COVERED = Answer((1,)), Answer((0,)), Answer(reason=Reason.FACE_COVERED)


@pytest.fixture
def plan(tmp_path):
    return made_plan(tmp_path, task=NIPS_FACE)


def decide(tmp_path, plan, who="EF", seed=None):
    return adjudicate(tmp_path / "out", plan, who, seed=seed, clock=FakeClock())


def two_raters(tmp_path, plan):
    """They differ on the first two items: a value, and whether it can be judged."""
    first, second, *_ = [item.id for item in plan.items]
    answer_all(begin(tmp_path, plan, "AB"), lambda item: GRIMACE if item in {first, second} else REST)
    answer_all(begin(tmp_path, plan, "CD"), lambda item: COVERED if item == second else REST)
    return first, second


def test_a_second_rater_has_an_order_of_their_own_and_none_of_the_firsts_answers(tmp_path, plan):
    one = answer_all(begin(tmp_path, plan, "AB"))
    other = begin(tmp_path, plan, "CD")
    assert other.course.answered == 0
    assert one.course.order != other.course.order


def test_a_third_rater_is_refused_and_so_are_initials_that_differ_by_capitals(tmp_path, plan):
    begin(tmp_path, plan, "AB")
    with pytest.raises(SettingFault, match="AB"):
        begin(tmp_path, plan, "ab")
    begin(tmp_path, plan, "CD")
    with pytest.raises(SettingFault, match="AB and CD"):
        begin(tmp_path, plan, "EF")


def test_who_goes_on_keeps_the_order(tmp_path, plan):
    one = begin(tmp_path, plan, seed=7, repeat=0.5)
    assert begin(tmp_path, plan).course.order == one.course.order
    with pytest.raises(SettingFault, match="--seed 7"):
        begin(tmp_path, plan, seed=8)
    with pytest.raises(SettingFault, match=r"--repeat 0\.5"):
        begin(tmp_path, plan, repeat=0.0)


def test_there_is_nothing_to_decide_before_both_are_done(tmp_path, plan):
    answer_all(begin(tmp_path, plan, "AB"))
    answer_all(begin(tmp_path, plan, "CD"), finish=False)
    with pytest.raises(SettingFault, match="two raters who finished"):
        decide(tmp_path, plan)


def test_an_adjudicator_sees_what_is_in_dispute_and_nothing_else(tmp_path, plan):
    disputed = two_raters(tmp_path, plan)
    with pytest.raises(SettingFault, match="neither"):
        decide(tmp_path, plan, "AB")
    one = decide(tmp_path, plan)
    assert {showing.item for showing in one.course.order} == set(disputed)
    assert all(dispute.agreed == (None,) for dispute in one.disputes.values())
    with pytest.raises(SettingFault, match="EF is"):
        decide(tmp_path, plan, "GH")
    with pytest.raises(SettingFault, match="adjudicates"):
        begin(tmp_path, plan, "EF")


def test_two_who_agree_need_nobody(tmp_path, plan):
    answer_all(begin(tmp_path, plan, "AB"))
    answer_all(begin(tmp_path, plan, "CD"))
    assert decide(tmp_path, plan) is None
    assert open_disputes(tmp_path / "out", plan) == {}


def test_a_decision_cannot_change_what_both_said(tmp_path):
    plan = made_plan(tmp_path, task=NFCS)
    answer_all(begin(tmp_path, plan, "AB"), lambda _: Answer((1, 1, 0, 0, 0, 0, 0)))
    answer_all(begin(tmp_path, plan, "CD"), lambda _: Answer((1, 0, 0, 0, 0, 0, 0)))
    one = decide(tmp_path, plan)
    with pytest.raises(SettingFault, match="both raters"):
        one.do(Given(0, Answer((0, 1, 0, 0, 0, 0, 0)), UTC, 1.0))
    one.do(Given(0, Answer((1, 1, 0, 0, 0, 0, 0)), UTC, 1.0))
    assert decide(tmp_path, plan).course.answered == 1


def test_what_counts_is_complete_once_everything_is_decided(tmp_path, plan):
    disputed = two_raters(tmp_path, plan)
    results = results_of(tmp_path / "out", plan)
    assert set(results.undecided) == set(disputed)
    with pytest.raises(SettingFault, match="2 are open"):
        refuse_unfinished(results, leave_out=False)
    refuse_unfinished(results, leave_out=True)
    answer_all(decide(tmp_path, plan), lambda _: GRIMACE)
    results = results_of(tmp_path / "out", plan)
    refuse_unfinished(results, leave_out=False)
    assert set(results.final) == {item.id for item in plan.items}
    assert between_raters(results, plan).only_first == 1


def test_a_rater_is_compared_with_themself(tmp_path, plan):
    one = answer_all(begin(tmp_path, plan, repeat=0.5))
    found = within_rater(one)
    assert found.items == 3
    assert found.lines[0].equal.value == 1.0
    other = answer_all(begin(tmp_path, plan, "CD", repeat=0.0))
    assert within_rater(other) is None


def test_the_table_is_one_that_the_study_reads(tmp_path, plan):
    disputed = two_raters(tmp_path, plan)
    answer_all(decide(tmp_path, plan), lambda item: COVERED if item == disputed[1] else GRIMACE)
    table = tmp_path / "labels.csv"
    done = write_table(table, plan, results_of(tmp_path / "out", plan), FakeClock())
    assert (done.rows, done.left_out) == (5, (("cannot judge: face_covered", 1),))
    samples = read_csv(table, ReadingOptions()).samples
    assert sorted(sample.label for sample in samples) == [0, 0, 0, 0, 1]
    assert {sample.subject for sample in samples} == {f"secret-infant-{n}" for n in range(3)}
    by_digest = {sample.picture.digest(): sample.label for sample in samples}
    assert by_digest[plan.item(disputed[0]).digest] == 1
    told = json.loads(manifest_path(table).read_text())
    assert [(one["who"], one["role"]) for one in told["people"]] == [
        ("AB", "rater"), ("CD", "rater"), ("EF", "adjudicator"),
    ]  # fmt: skip
    assert {one["sha256"] for one in told["items"]} == {item.digest for item in plan.items}
    assert told["agreement"]["questions"]["grimace"]["kappa"][0] is not None
    assert "secret-infant" not in json.dumps(told)
    assert not list(tmp_path.glob("out/**/*.png"))


def test_actions_are_counted_and_a_part_that_was_not_seen_leaves_the_item_out(tmp_path):
    plan = made_plan(tmp_path, task=NFCS)
    hidden = plan.items[0].id
    one = Answer((1, 1, 0, 1, 0, 0, None)), Answer((1, 1, 0, 1, 0, 0, 0))
    answer_all(begin(tmp_path, plan, repeat=0.0), lambda item: one[0] if item == hidden else one[1])
    table = tmp_path / "labels.csv"
    done = write_table(table, plan, results_of(tmp_path / "out", plan), FakeClock())
    assert done.left_out == (("a part could not be seen", 1),)
    with table.open() as stream:
        assert {row["nfcs"] for row in csv.DictReader(stream)} == {"3"}
    assert {sample.label for sample in read_csv(table, ReadingOptions()).samples} == {1}


def test_only_a_table_of_ours_may_be_replaced(tmp_path, plan):
    answer_all(begin(tmp_path, plan))
    table = tmp_path / "labels.csv"
    write_table(table, plan, results_of(tmp_path / "out", plan), FakeClock())
    assert is_our_table(table)
    table.write_text(table.read_text() + "x")
    assert not is_our_table(table)


def test_a_plan_that_was_changed_is_refused(tmp_path, plan):
    path = tmp_path / "out" / FILE
    assert read_plan(tmp_path / "out").items == plan.items
    path.write_text(path.read_text().replace("secret-infant-0", "secret-infant-9"))
    with pytest.raises(RecordFault, match="changed"):
        read_plan(tmp_path / "out")
    path.write_text("[]")
    with pytest.raises(RecordFault, match="restore"):
        read_plan(tmp_path / "out")
    with pytest.raises(RecordFault, match="neopain-export annotate"):
        read_plan(tmp_path / "pictures")
