"""The report of the alarm system is honest: what failed, was skipped or was never tested is not proven."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.alarm_clauses import CLAUSES, SECTIONS
from tests.alarm_report import AlarmReport, clause_ids


def report_of(**outcomes) -> AlarmReport:
    """A run in which clause A1 is named by one test for each keyword, with those outcomes."""
    report = AlarmReport(Path("unused.md"))
    for name, results in outcomes.items():
        report.proofs["A1"].add(f"test.py::{name}")
        for outcome in results:
            node = SimpleNamespace(
                when="call", outcome=outcome, nodeid=f"tests/test.py::{name}[x]", user_properties=[]
            )
            report.pytest_runtest_logreport(node)
    return report


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ({}, "not proven"),
        ({"test_a": ["passed", "passed"]}, "proven"),
        ({"test_a": ["passed", "failed"]}, "FAILED"),
        ({"test_a": ["passed"], "test_b": ["skipped"]}, "not proven"),
        ({"test_a": ["passed"], "test_b": []}, "not proven"),
    ],
)
def test_only_what_passed_wholly_is_proven(outcomes, verdict):
    report = report_of(**outcomes)
    assert report.verdict("A1") == verdict
    assert f"| {verdict} |" in report.text()


def test_every_clause_stands_in_the_report_once():
    text = report_of().text()
    assert all(text.count(f"\n| {clause.id} |") == 1 for clause in CLAUSES)
    assert len({clause.id for clause in CLAUSES}) == len(CLAUSES)
    assert {clause.id[0] for clause in CLAUSES} == set(SECTIONS)


def test_a_clause_that_nobody_asked_for_is_refused():
    item = SimpleNamespace(nodeid="x", iter_markers=lambda _: [SimpleNamespace(args=("Z9",))])
    with pytest.raises(pytest.UsageError, match="Z9"):
        clause_ids(item)
