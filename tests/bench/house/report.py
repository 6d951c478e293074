"""What a section found, as JSON for programs and Markdown for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

Cell = str | float | int | None
"""None is what was not measured."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures under their names; the notes say what a reader must know of them."""

    title: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row) != len(self.columns)]
        if wrong:
            raise ValueError(f"{self.title}: expected {len(self.columns)} cells a row; got {wrong[0]}")


@dataclass(frozen=True, slots=True)
class Section:
    """One run of one section; `fault` says why it has no or not all tables."""

    name: str
    took_s: float
    load: str
    tables: list[Table]
    fault: str = ""

    @classmethod
    def read(cls, content: str) -> Section:
        """Of the JSON that `written` gave."""
        told = json.loads(content)
        tables = [Table(**{**one, "columns": tuple(one["columns"])}) for one in told["tables"]]
        return cls(**{**told, "tables": tables})

    def written(self) -> str:
        """JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, allow_nan=False)


def cell_text(cell: Cell) -> str:
    """Three digits that count; what was not measured is a dash."""
    if cell is None:
        return "-"
    if isinstance(cell, str):
        return cell.replace("|", "\\|")
    if isinstance(cell, int):
        return f"{cell:,}"
    if cell and abs(cell) < 100:
        return f"{cell:.3g}"
    return f"{cell:,.0f}"


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The lines of one table; what is not text stands to the right."""
    right = [
        bool(rows) and all(not isinstance(row[place], str) for row in rows) for place in range(len(columns))
    ]
    lines = [f"| {' | '.join(columns)} |", f"|{'|'.join('--:' if one else '---' for one in right)}|"]
    lines += [f"| {' | '.join(cell_text(cell) for cell in row)} |" for row in rows]
    return lines


def as_markdown(machine: Mapping[str, Cell], sections: Sequence[Section]) -> str:
    """The whole report."""
    lines = ["# NeoPain benchmarks", ""]
    lines += markdown_table(("machine", ""), [[name, cell_text(told)] for name, told in machine.items()])
    for section in sections:
        lines += [
            "",
            f"## {section.name}",
            "",
            f"Took {section.took_s:.0f} s; load at its start {section.load}.",
        ]
        if section.fault:
            lines += ["", f"**Not finished:** {section.fault}"]
        for table in section.tables:
            lines += ["", f"### {table.title}", "", *markdown_table(table.columns, table.rows)]
            if table.notes:
                lines += ["", *(f"- {note}" for note in table.notes)]
    return "\n".join(lines) + "\n"


def as_json(machine: Mapping[str, Cell], sections: Sequence[Section]) -> str:
    """The same for programs."""
    told = {"machine": dict(machine), "sections": {one.name: asdict(one) for one in sections}}
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
