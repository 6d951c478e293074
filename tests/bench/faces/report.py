"""All tables of the face search and of risk and coverage, as one Markdown page, one JSON file and two pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from neopain_export.neonate.sets.pictures import SERIES
from tests.bench.faces import curve, montage
from tests.bench.faces.infants import Labelled, refused, rows
from tests.bench.faces.looks import Look
from tests.bench.faces.tables import Row, by_what_was_drawn, markdown, searches

Tables = dict[str, list[Row]]


def of_infants(seen: dict[str, list[Labelled]]) -> Tables:
    """Totals of the public pictures."""
    count = sum(len(some) for some in seen.values())
    return {
        f"Real infants in cots, {count} pictures (by eye; totals only)": rows(seen),
        "What NeoPain does with the faces that it finds there": refused(seen),
    }


def of_drawings(looks: Sequence[Look], title: str, folder: Path) -> Tables:
    """Tables of one set's test group; curve and montage go into the folder."""
    stem = title.split(",", maxsplit=1)[0]
    curve.draw(looks, title, folder / f"risk-{stem}.png")
    missed = montage.draw(looks, folder / f"missed-{stem}.png")
    tables: Tables = {f"{title}: searches (simulated)": searches(looks)}
    tables |= {f"{title}: by {name} (simulated)": some for name, some in by_what_was_drawn(looks).items()}
    tables[f"{title}: risk and coverage (simulated)"] = curve.risk_rows(looks)
    return tables | {f"{title}: missed (simulated)": [{"not found, or the wrong way up": missed}]}


def write(tables: Tables, folder: Path) -> str:
    """`faces.md` and `faces.json`; returns the Markdown."""
    text = "\n".join(f"### {name}\n\n{markdown(some)}" for name, some in tables.items())
    (folder / "tables.md").write_text(text, encoding="utf-8")
    plain: dict[str, Any] = {"simulated_sets": list(SERIES), "tables": tables}
    (folder / "tables.json").write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")
    return text
