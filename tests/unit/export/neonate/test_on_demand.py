"""One picture of a set by its number: the same as in the row of all, and known before it is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from neopain import paths
from neopain.core.errors import EnvironmentFault
from neopain_export.neonate.head import HeadPack
from neopain_export.neonate.sets import on_demand
from neopain_export.neonate.sets.pictures import draw_pictures, group_size, plan_pictures
from neopain_export.study.data import simulated_sets
from neopain_export.study.data.simulated_sets import simulated_set

TITLE, SEED = "simulated-hard-2", 11


@pytest.fixture(scope="module")
def drawn():
    return list(draw_pictures(SEED, 6, TITLE))


def test_a_picture_by_its_number_is_the_one_of_the_row_in_any_order(drawn):
    for number in (5, 0, 4):
        alone = on_demand.draw_one(TITLE, SEED, number, on_demand.drawing())
        np.testing.assert_array_equal(alone, drawn[number].picture)


def test_another_renderer_at_work_in_between_changes_nothing(drawn):
    others = draw_pictures(SEED, 2, "simulated")
    next(others)
    first = on_demand.draw_one(TITLE, SEED, 1, on_demand.drawing())
    others.close()
    second = on_demand.draw_one(TITLE, SEED, 1, on_demand.drawing())
    np.testing.assert_array_equal(first, drawn[1].picture)
    np.testing.assert_array_equal(second, drawn[1].picture)


def test_what_is_known_of_a_picture_needs_no_drawing(drawn, monkeypatch):
    def refuse(*_args):
        raise AssertionError("drawn")

    monkeypatch.setattr(simulated_sets, "draw_one", refuse)
    samples = list(simulated_set(TITLE, SEED, 6, told=True).samples)
    for sample, picture in zip(samples, drawn, strict=True):
        assert (sample.subject, sample.label, sample.state) == (picture.subject, picture.label, picture.state)
        assert dict(sample.about) == {name: str(value) for name, value in picture.nuisances.items()}
    assert len({sample.picture.digest() for sample in samples}) == 6
    with pytest.raises(AssertionError, match="drawn"):
        samples[0].picture.load()


def test_a_picture_has_another_digest_with_other_code_driver_seed_or_set(monkeypatch, tmp_path):
    def digest(title=TITLE, seed=SEED):
        return next(iter(simulated_set(title, seed, 1).samples)).picture.digest()

    known = {digest(), digest(seed=12), digest("simulated-hard")}
    assert len(known) == 3
    by = on_demand.drawing()
    on_demand.drawing.cache_clear()
    monkeypatch.setattr(on_demand, "driver", lambda: "another driver")
    driver = on_demand.drawing()
    on_demand.drawing.cache_clear()
    monkeypatch.undo()
    (tmp_path / "head.py").write_text("pass", encoding="utf-8")
    monkeypatch.setattr(on_demand, "CODE", tmp_path)
    code = on_demand.drawing()
    on_demand.drawing.cache_clear()
    monkeypatch.undo()
    assert len({by, driver, code}) == 3
    assert on_demand.drawing() == by


def test_who_draws_otherwise_refuses():
    with pytest.raises(EnvironmentFault, match="draws as this machine does"):
        on_demand.draw_one(TITLE, SEED, 0, "0" * 64)


def test_a_group_alone_and_a_plan_that_begins_later():
    pack = HeadPack.load(paths.assets() / "neonate" / "headpack.npz")
    everything = list(plan_pictures(pack, SEED, 18, TITLE))
    alone = list(plan_pictures(pack, SEED, 18, TITLE, "test"))
    later = list(plan_pictures(pack, SEED, 18, TITLE, first=8))
    assert [one.number for one in alone] == [one.number for one in everything if one.group == "test"]
    assert [one.nuisances for one in later] == [one.nuisances for one in everything[8:]]
    assert len(alone) == group_size(TITLE, 18, "test") == 8
    test = simulated_set(TITLE, SEED, 18, group="test")
    assert test.size == 8
    assert "group test" in test.title
