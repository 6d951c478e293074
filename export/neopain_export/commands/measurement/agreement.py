"""`neopain-export agreement`: how far two raters agree."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from neopain.core.errors import SettingFault
from neopain_export.commands.options import numbers
from neopain_export.study.data.csv_tables import CsvTable, Row, read_csv_table, says_nothing
from neopain_export.study.data.doubles import spelling_told
from neopain_export.study.evaluation.agreement import Agreement, agreement
from neopain_export.study.report.markdown import interval, on_infants, table


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `agreement`."""
    parser = commands.add_parser(
        "agreement",
        help="how far two raters, or a rater and a score, agree beyond chance",
        description="Compare two columns of a table: kappa, weighted kappa, ICC(2,1) and the limits of "
        "agreement, with intervals by infant. Rows that one of them left empty are counted and left out.",
    )
    parser.add_argument("table", type=Path, metavar="CSV", help="one thing a row")
    parser.add_argument(
        "--raters", nargs=2, required=True, metavar=("FIRST", "SECOND"), help="the two columns, in numbers"
    )
    parser.add_argument("--subject", default="subject", metavar="COLUMN", help="the infant's (subject)")
    parser.add_argument(
        "--seed", type=numbers.whole(0, numbers.LARGEST_SEED), default=1, help="of the intervals (1)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run it. Raises: NeopainError."""
    given = read_csv_table(args.table)
    first, second = (name.lower() for name in args.raters)
    subject = args.subject.lower()
    for name in (first, second, subject):
        if name not in given.columns:
            raise SettingFault(
                f"expected the column {name} in {args.table}; it has {', '.join(given.columns)}; name it "
                f"with {'--subject' if name == subject else '--raters'}"
            )
    if first == second:
        raise SettingFault(f"expected two different columns with --raters; got {first} twice")
    both = [row for row in given.rows if not any(says_nothing(row.cells[name]) for name in (first, second))]
    values = np.array([[_number(given, row, name) for name in (first, second)] for row in both]).reshape(
        -1, 2
    )
    owners = np.array([_subject(given, row, subject) for row in both], dtype=np.str_)
    found = agreement(values[:, 0], values[:, 1], owners, args.seed)
    lines = [*_told(found, first, second, len(given.rows) - len(both)), *spelling_told(owners.tolist())]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _told(found: Agreement, first: str, second: str, left_out: int) -> list[str]:
    return [
        (
            f"{second} against {first}: {found.ratings} ratings of {found.subjects} infants; {left_out} rows "
            f"left out, which one of them did not rate.{on_infants(found.subjects)}"
        ),
        "",
        *table(
            ["measure", "value [95 % interval]"],
            [
                ["equal ratings", interval(found.equal)],
                ["kappa", interval(found.kappa)],
                ["weighted kappa, quadratic", interval(found.weighted_kappa)],
                ["ICC(2,1), absolute agreement", interval(found.icc)],
                [f"bias, {second} minus {first}, points", interval(found.bias, signed=True)],
                ["lower limit of agreement, points", interval(found.low_limit, signed=True)],
                ["upper limit of agreement, points", interval(found.high_limit, signed=True)],
            ],
        ),
    ]


def _number(given: CsvTable, row: Row, column: str) -> float:
    try:
        return given.number(row, column, column)
    except SettingFault as error:
        raise SettingFault(
            f"{given.path}, line {row.line}: {error}; write classes as numbers, such as 0 and 1"
        ) from error


def _subject(given: CsvTable, row: Row, column: str) -> str:
    if not row.cells[column]:
        raise SettingFault(
            f"{given.path}, line {row.line}: expected the infant in {column}; got an empty cell"
        )
    return row.cells[column]
