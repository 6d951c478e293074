"""Tables and numbers as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from neopain_export.study.intervals.estimates import FEW, Estimate


def table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    """A Markdown table's lines; bars inside cells are escaped."""

    def line(cells: list[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return [line(head), "|" + "---|" * len(head), *(line(row) for row in rows)]


def interval(estimate: Estimate, *, signed: bool = False) -> str:
    """Value and 95 % interval; a number that does not exist is said, never printed as if it did."""
    form = "+.3f" if signed else ".3f"
    if not np.isfinite(estimate.value):
        return "undefined"
    if not np.isfinite(estimate.low):
        return f"{estimate.value:{form}} [no interval]"
    return f"{estimate.value:{form}} [{estimate.low:{form}}, {estimate.high:{form}}]"


def plain(value: float, form: str = ".3f") -> str:
    """A number, or a word where there is none."""
    return f"{value:{form}}" if np.isfinite(value) else "undefined"


def on_infants(count: int) -> str:
    """What must be said of intervals that rest on this many infants; "" from FEW on."""
    return "" if count >= FEW else f" **Only {count} infants were tested: the intervals are rough.**"
