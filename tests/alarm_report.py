"""pytest plugin of `make alarm-report`: runs the tests that name a clause and writes down what they showed.

Loaded with `-p tests.alarm_report --alarm-report FILE`. The report changes from run to run only with the
version, the date, and the results.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from neopain import __version__
from neopain.core.clock import SystemClock
from tests.alarm_clauses import BY_ID, CLAUSES, SECTIONS

HEAD = """# Alarm report

NeoPain {version}, {date}. Made by `make alarm-report`; do not edit.

What was asked stands in our own words, after IEC 60601-1-8 practice as public manuals and commentary tell it,
and after NeoPain's own promises. It is no certificate: the standard's own text and a test house are needed for
that, and all limits are provisional. A clause is *proven* when every test that names it passed in this run.

{proven} of {all} clauses proven, {failed} failed, {unproven} not proven; {tests} tests.
"""


def pytest_addoption(parser):
    parser.addoption("--alarm-report", metavar="FILE", type=Path, help="write the alarm report there")


def pytest_configure(config):
    target = config.getoption("--alarm-report")
    if target is not None:
        config.pluginmanager.register(AlarmReport(target), "alarm-report")


class AlarmReport:
    def __init__(self, target: Path) -> None:
        self.target = target
        self.proofs: dict[str, set[str]] = defaultdict(set)
        self.results: dict[str, Counter[str]] = defaultdict(Counter)
        self.measured: dict[str, set[str]] = defaultdict(set)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        kept, dropped = [], []
        for item in items:
            ids = clause_ids(item)
            (kept if ids else dropped).append(item)
            for clause_id in ids:
                self.proofs[clause_id].add(test_name(item.nodeid))
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            self.results[test_name(report.nodeid)][report.outcome] += 1
            words = {str(value) for key, value in report.user_properties if key == "measured"}
            self.measured[test_name(report.nodeid)] |= words

    def pytest_sessionfinish(self, session):
        if not session.config.getoption("collectonly"):
            self.target.write_text(self.text(), encoding="utf-8")

    def text(self) -> str:
        verdicts = {clause.id: self.verdict(clause.id) for clause in CLAUSES}
        count = Counter(verdicts.values())
        lines = [
            HEAD.format(
                version=__version__,
                date=SystemClock().utc().date().isoformat(),
                proven=count["proven"],
                all=len(CLAUSES),
                failed=count["FAILED"],
                unproven=count["not proven"],
                tests=sum(sum(results.values()) for results in self.results.values()),
            )
        ]
        for letter, title in SECTIONS.items():
            lines += [
                f"\n## {letter}. {title}\n",
                "| clause | what was asked | which tests prove it | result |",
                "|---|---|---|---|",
            ]
            for clause in CLAUSES:
                if clause.id.startswith(letter):
                    lines.append(
                        f"| {clause.id} | {clause.asked} | {self.tests(clause.id)} | {verdicts[clause.id]} |"
                    )
        return "\n".join(lines) + "\n"

    def verdict(self, clause_id: str) -> str:
        outcomes = Counter()
        for name in self.proofs[clause_id]:
            outcomes += self.results[name]
        if outcomes["failed"]:
            return "FAILED"
        missing = (
            not outcomes or outcomes["skipped"] or any(not self.results[n] for n in self.proofs[clause_id])
        )
        return "not proven" if missing else "proven"

    def tests(self, clause_id: str) -> str:
        names = sorted(self.proofs[clause_id])
        lines = [f"`{name}` {self.outcome(name)}" for name in names]
        lines += [f"measured: {words}" for name in names for words in sorted(self.measured[name])]
        return "<br>".join(lines) or "none"

    def outcome(self, name: str) -> str:
        results = self.results[name]
        return ", ".join(f"{count} {outcome}" for outcome, count in sorted(results.items())) or "not run"


def clause_ids(item) -> list[str]:
    ids = [clause_id for mark in item.iter_markers("clause") for clause_id in mark.args]
    for clause_id in ids:
        if clause_id not in BY_ID:
            raise pytest.UsageError(
                f"{item.nodeid} names clause {clause_id!r}, which is not in alarm_clauses.py"
            )
    return ids


def test_name(node_id: str) -> str:
    """File and test without parameters, from tests/ on."""
    return node_id.split("[", 1)[0].removeprefix("tests/")


test_name.__test__ = False
