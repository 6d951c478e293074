"""The benchmark house's own arithmetic, and what its reports say."""

import json
import math
import sys

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from tests.bench.house.engines import Engine, middle, opened, take_turns
from tests.bench.house.figures import Ratio, Spread, fastest, quantile
from tests.bench.house.machine import facts, vector_units
from tests.bench.house.networks import multiply_adds
from tests.bench.house.report import Section, Table, as_json, as_markdown, cell_text, markdown_table
from tests.bench.house.wish import Wish

TIMES = st.lists(st.floats(0.001, 1e6), min_size=1, max_size=60)


@given(TIMES, st.floats(0, 1))
def test_a_quantile_is_numpys(values, share):
    assert quantile(values, share) == pytest.approx(np.quantile(values, share), rel=1e-9)


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], -0.1), ([1.0], 1.1), ([1.0], math.nan)])
def test_a_quantile_of_nothing_is_refused(values, share):
    with pytest.raises(ValueError, match="expected values and a share"):
        quantile(values, share)


@given(TIMES)
def test_a_spread_rises(values):
    spread = Spread.of(values)
    assert min(values) <= spread.p50 <= spread.p95 <= spread.p99 <= spread.most == max(values)
    assert spread.count == len(values)


@given(
    st.lists(st.tuples(st.floats(0.1, 1e3), st.floats(0.1, 10)), min_size=1, max_size=30),
    st.floats(0.01, 100),
)
def test_a_machine_that_drifts_leaves_the_ratio(pairs, ratio):
    """Whatever the machine's pace was at each pair, one takes `ratio` times as long as the other."""
    others = [time * pace for time, pace in pairs]
    ones = [ratio * one for one in others]
    found = Ratio.of_pairs(ones, others)
    assert found.median == pytest.approx(ratio)
    assert found.least <= found.median <= found.most


def test_a_ratio_is_of_pairs_not_of_medians():
    assert Ratio.of_pairs([1.0, 10.0, 100.0], [2.0, 20.0, 50.0]).median == pytest.approx(0.5)
    assert str(Ratio.of_pairs([1.0, 3.0], [2.0, 2.0])) == "1.00 (0.50 to 1.50)"


@pytest.mark.parametrize(("ones", "others"), [([], []), ([1.0], [1.0, 2.0]), ([1.0], [0.0])])
def test_what_are_no_pairs_is_refused(ones, others):
    with pytest.raises(ValueError, match="expected pairs"):
        Ratio.of_pairs(ones, others)


def test_the_fastest():
    assert fastest({"one": 2.0, "other": 1.0}) == "other"
    with pytest.raises(ValueError, match="at least one"):
        fastest({})


def test_the_median_of_a_turn_was_measured():
    assert middle([3.0, 1.0, 2.0]) == 2.0
    assert middle([4.0, 1.0, 2.0, 3.0]) == 2.0


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"avx2", "avx512f", "avx512_vnni"}, "AVX-512 with VNNI"),
        ({"avx2", "avx512f"}, "AVX-512 without VNNI"),
        ({"avx2"}, "AVX2 without VNNI; this machine has no AVX-512 path"),
        ({"avx2", "avx_vnni"}, "AVX2 with AVX-VNNI; this machine has no AVX-512 path"),
        ({"asimddp"}, "NEON with dot products"),
        (set(), "neither AVX2 nor NEON dot products: slow for networks"),
    ],
)
def test_vector_units_in_words(told, words):
    assert vector_units(frozenset(told)) == words
    assert vector_units(None) == "not told by this system"


def test_the_facts_of_this_machine():
    told = facts()
    assert {
        "processor",
        "vector units",
        "cores",
        "memory",
        "system",
        "libraries",
        "load at the start",
    } == set(told)
    assert all(told.values())


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, "-"), (0, "0"), (0.0, "0"), (1234, "1,234"), (0.012345, "0.0123"), (12.345, "12.3"), (1234.5, "1,234"),
     ("a|b", "a\\|b")],
)  # fmt: skip
def test_cells(cell, text):
    assert cell_text(cell) == text


def test_figures_stand_to_the_right():
    lines = markdown_table(("engine", "ms"), [["one", 1.5], ["other", None]])
    assert lines == ["| engine | ms |", "|---|--:|", "| one | 1.5 |", "| other | - |"]


def test_a_row_has_all_its_cells():
    with pytest.raises(ValueError, match="expected 2 cells a row"):
        Table("times", ("engine", "ms"), [["one"]])


def test_a_report_says_what_was_not_finished():
    table = Table("times", ("engine", "ms"), [["one", 1.5], ["other", None]], ["of one run"])
    sections = [
        Section("engines", 3.0, "0.1 (quiet)", [table]),
        Section("beds", 1.0, "2.0 (NOT QUIET)", [], "no camera"),
    ]
    text = as_markdown({"cores": "2"}, sections)
    assert "| one | 1.5 |" in text
    assert "- of one run" in text
    assert "**Not finished:** no camera" in text
    assert "NOT QUIET" in text
    told = json.loads(as_json({"cores": "2"}, sections))
    assert told["sections"]["engines"]["tables"][0]["rows"] == [["one", 1.5], ["other", None]]
    assert told["sections"]["beds"]["fault"] == "no camera"
    assert [Section.read(one.written()) for one in sections] == sections


@given(st.booleans(), st.floats(0.1, 100), st.lists(st.text(max_size=5), max_size=3))
def test_a_wish_goes_from_process_to_process(short, minutes, networks):
    wish = Wish(short, minutes, "/usr/bin/python3", tuple(networks))
    assert Wish.read(wish.written()) == wish
    assert wish.repeats(12, 5) == (5 if short else 12)


def test_multiply_adds_by_hand():
    """8 filters of 3 x 3 x 3 over 10 x 10, then 800 x 5."""
    rng = np.random.default_rng(0)

    def tensor(name, *shape):
        return onnx.numpy_helper.from_array(rng.standard_normal(shape).astype(np.float32), name)

    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["image", "kernel"], ["seen"], pads=[1, 1, 1, 1]),
            helper.make_node("Flatten", ["seen"], ["flat"]),
            helper.make_node("Gemm", ["flat", "matrix"], ["out"]),
        ],
        "by-hand",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 10, 10])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, 5])],
        [tensor("kernel", 8, 3, 3, 3), tensor("matrix", 800, 5)],
    )
    assert multiply_adds(helper.make_model(graph).SerializeToString()) == 8 * 27 * 100 + 800 * 5


def test_an_engine_that_is_not_there_says_so(tmp_path):
    picture = tmp_path / "picture.npy"
    np.save(picture, np.zeros((1, 3, 8, 8), np.float32))
    missing = opened("peer", "openvino", "", picture, ("out",), picture)
    assert "make bench-peers" in missing.fault
    broken = opened("ours", "onnxruntime", sys.executable, picture, ("out",), picture)
    assert broken.fault
    assert broken.process is None
    take_turns([missing, broken], rounds=3, runs=1, longest_s=1.0)
    assert not missing.wall_ms
    assert not broken.wall_ms


def test_engines_take_turns():
    order = []

    class Counting(Engine):
        __slots__ = ()

        def turn(self, runs):
            order.append(self.label)

    take_turns([Counting("a"), Counting("b"), Counting("c")], rounds=3, runs=1, longest_s=60.0)
    assert order == ["a", "b", "c", "b", "c", "a", "c", "a", "b"]
