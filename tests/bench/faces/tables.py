"""Tables of what was found and scored, in Markdown; the same rows go into a JSON file."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from tests.bench.faces.looks import NEOPAIN, SEARCHES, Look

Row = dict[str, Any]


def share(part: int, whole: int) -> str:
    """`18 of 20 (90 %)`."""
    return f"{part} of {whole} ({100 * part / whole:.0f} %)" if whole else "-"


def markdown(rows: Sequence[Row]) -> str:
    """A table of rows with the same keys."""
    if not rows:
        return "(no pictures)\n"
    lines = ["| " + " | ".join(rows[0]) + " |", "|" + "---|" * len(rows[0])]
    lines += ["| " + " | ".join(str(value) for value in row.values()) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def searches(looks: Sequence[Look]) -> list[Row]:
    """One row a search: how many drawn faces it finds the right way up, and its time."""
    return [
        {
            "search": name,
            "right": share(sum(look.right(name) for look in looks), len(looks)),
            "pain": share(*_of(looks, name, 1)),
            "no pain": share(*_of(looks, name, 0)),
            "wrong way up": share(
                sum(look.found[name].middle is not None and not look.right(name) for look in looks),
                len(looks),
            ),
            "processor ms, median": f"{statistics.median(look.found[name].busy_ms for look in looks):.0f}",
        }
        for name in SEARCHES
    ]


def _of(looks: Sequence[Look], name: str, label: int) -> tuple[int, int]:
    some = [look for look in looks if look.label == label]
    return sum(look.right(name) for look in some), len(some)


def line(title: str, looks: Sequence[Look]) -> Row:
    """What becomes of these drawings."""
    scored = [look for look in looks if look.scored]
    missed = sum(look.found[NEOPAIN].middle is None for look in looks)
    right = sum(look.right() for look in looks)
    reasons = Counter(
        look.reason.value for look in looks if look.reason is not None and look.found[NEOPAIN].middle
    )
    if unknown := sum(look.reason is None and not look.scored for look in looks):
        reasons["unlike_training"] = unknown
    return {
        "": title,
        "pictures": len(looks),
        **{name: share(sum(look.right(name) for look in looks), len(looks)) for name in SEARCHES[:-1]},
        "found right": share(right, len(looks)),
        "not found": share(missed, len(looks)),
        "wrong way up, scored": sum(not look.right() for look in scored),
        "scored": share(len(scored), len(looks)),
        "on the wrong side of 4": share(sum(look.wrong for look in scored), len(scored)),
        "refused most for": ", ".join(f"{name} {count}" for name, count in reasons.most_common(3)),
    }


def _between(column: str, *edges: float) -> list[tuple[str, Callable[[Look], bool]]]:
    def within(low: float, high: float) -> Callable[[Look], bool]:
        return lambda look: low <= abs(float(look.about[column])) < high

    return [(f"{low:g} to {high:g}", within(low, high)) for low, high in pairwise(edges)]


def _is(column: str, values: Sequence[str]) -> list[tuple[str, Callable[[Look], bool]]]:
    return [(value or "nothing", lambda look, value=value: look.about[column] == value) for value in values]


def _width(low: float, high: float) -> Callable[[Look], bool]:
    return lambda look: look.view is not None and low <= look.view.face_width_px < high


def by_what_was_drawn(looks: Sequence[Look]) -> dict[str, list[Row]]:
    """Tables by what was drawn; those by width hold the faces that were found."""
    states = sorted({str(look.about["state"]) for look in looks})
    hindrances = sorted({str(look.about["hindrances"]) for look in looks}, key=lambda name: (len(name), name))
    alone = [name for name in hindrances if "+" not in name]
    groups = {
        "all": [("all", lambda _: True)]
        + [
            ("pain" if label else "no pain", lambda look, label=label: look.label == label)
            for label in (1, 0)
        ],
        "roll": _between("roll_deg", 0, 30, 60, 120, 181),
        "yaw": _between("yaw_deg", 0, 15, 30, 40, 120),
        "width": [
            (f"{low} to {high} px", _width(low, high))
            for low, high in ((1, 66), (66, 100), (100, 200), (200, 1000))
        ],
        "hindrance": [
            *_is("hindrances", alone),
            ("two or more", lambda look: "+" in str(look.about["hindrances"])),
        ],
        "expression": _is("state", states),
        "skin tone": _between("tone", 0, 0.35, 0.65, 1.01),
        "light of the camera": _between("dim", 0, 0.6, 2),
        "infrared": _is("infrared", ("no", "yes")),
    }
    return {
        name: [line(title, [look for look in looks if keep(look)]) for title, keep in rows]
        for name, rows in groups.items()
    }
