"""The table of faults names tests that exist, and every line of it names one."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
TABLE = (REPOSITORY / "docs" / "bedside-faults.md").read_text("utf-8")
NAMES = set(re.findall(r"`((?:test_|Test)\w+)`", TABLE))


def test_every_test_of_the_table_exists():
    written = "\n".join(file.read_text("utf-8") for file in (REPOSITORY / "tests").rglob("test_*.py"))
    there = set(re.findall(r"def (test_\w+)\(", written)) | set(
        re.findall(r"^(Test\w+)\b", written, re.MULTILINE)
    )
    assert NAMES
    assert sorted(NAMES - there) == []


def test_every_line_names_a_test():
    rows = [line for line in TABLE.splitlines() if line.startswith("|") and not set(line) <= set("|-")]
    bare = [row for row in rows if "`test_" not in row and "found now by" not in row]
    assert not bare
