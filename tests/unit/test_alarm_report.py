"""The report of the alarm system is honest: what failed, was skipped or was never tested is not proven."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.alarm_clauses import CLAUSES, SECTIONS
from tests.alarm_report import AlarmReport, clause_ids

TESTS = Path(__file__).parents[1]


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


def named_in(report: str) -> list[tuple[str, str]]:
    """Clause and test, for every test that a row of the report names."""
    rows = (line for line in report.splitlines() if line.startswith("| ") and "::" in line)
    return [
        (row.split(" | ")[0].strip("| "), name)
        for row in rows
        for name in re.findall(r"`([^`]+::[^`]+)`", row)
    ]


def clauses_of(file: Path) -> dict[str, set[str]]:
    """For each test of a file, the clauses that it, its class or its file names."""
    tree = ast.parse(file.read_text("utf-8"))
    marked = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node)
    ]
    found: dict[str, set[str]] = {}

    def look(nodes: list[ast.stmt], prefix: str, inherited: set[str]) -> None:
        for node in nodes:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                own = inherited | _clauses(node.decorator_list)
                found[prefix + node.name] = own
                if isinstance(node, ast.ClassDef):
                    look(node.body, f"{node.name}::", own)
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("Test"):
                # A state machine's test case, which has one test.
                found[f"{ast.unparse(node.targets[0])}::runTest"] = inherited

    look(tree.body, "", _clauses(marked))
    return found


def _clauses(nodes: list[ast.expr]) -> set[str]:
    calls = [one for node in nodes for one in ast.walk(node) if isinstance(one, ast.Call)]
    return {
        arg.value
        for call in calls
        if ast.unparse(call.func).endswith("mark.clause")
        for arg in call.args
        if isinstance(arg, ast.Constant)
    }


def test_the_committed_report_names_tests_that_there_are():
    """When this fails: `make alarm-report`."""
    named = named_in((TESTS.parent / "docs" / "alarm-report.md").read_text("utf-8"))
    assert len(named) > 100
    gone = [
        f"{clause}: {name}"
        for clause, name in named
        if not (TESTS / name.split("::")[0]).is_file()
        or clause not in clauses_of(TESTS / name.split("::")[0]).get(name.partition("::")[2], set())
    ]
    assert gone == []


def test_the_look_at_the_report_finds_a_test_that_is_gone(tmp_path):
    assert named_in("| A1 | asked | `a/test_x.py::test_y` 1 passed<br>`b.py::T::z` 1 passed | proven |") == [
        ("A1", "a/test_x.py::test_y"),
        ("A1", "b.py::T::z"),
    ]
    file = tmp_path / "test_x.py"
    file.write_text(
        'pytestmark = pytest.mark.clause("B1")\n@pytest.mark.clause("A1", "A2")\ndef test_y(): ...\n'
    )
    assert clauses_of(file) == {"test_y": {"A1", "A2", "B1"}}
