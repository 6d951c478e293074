"""Agreement as a table for the screen."""

from __future__ import annotations

from html import escape

import numpy as np
from PySide6.QtCore import QCoreApplication

from neopain.ui.language.numbers import decimal
from neopain_export.annotation.rating.figures import Figures
from neopain_export.annotation.window.words import question_words
from neopain_export.study.intervals.estimates import FEW, Estimate

translate = QCoreApplication.translate


def agreement_html(found: Figures, first: str, second: str) -> str:
    """Kappa and prevalence of each question; `first` and `second` name the raters."""
    head = [
        translate("Agreement", "Action"),
        translate("Agreement", "Ratings"),
        translate("Agreement", "Equal"),
        translate("Agreement", "Kappa [95 % interval]"),
        translate("Agreement", "Present, {who}").format(who=first),
        translate("Agreement", "Present, {who}").format(who=second),
    ]
    rows = [
        [question_words(line.question), str(line.ratings), *map(_said, _columns(line))]
        for line in found.lines
    ]
    judged = translate(
        "Agreement", "Of {items} items both could judge {judged}, only one of you {one}, neither {neither}."
    ).format(
        items=found.items,
        judged=found.judged,
        one=found.only_first + found.only_second,
        neither=found.neither,
    )
    fewest = min((line.subjects for line in found.lines), default=0)
    few = translate("Agreement", "Few infants ({count}): these figures are rough.").format(count=fewest)
    return "".join(
        [
            f"<p>{escape(judged)}</p>",
            "<table cellpadding='4'>",
            _row("th", head),
            *(_row("td", row) for row in rows),
            "</table>",
            f"<p>{escape(few)}</p>" if fewest < FEW else "",
        ]
    )


def _columns(line: object) -> list[Estimate]:
    return [getattr(line, name) for name in ("equal", "kappa", "first", "second")]


def _row(tag: str, cells: list[str]) -> str:
    return "<tr>" + "".join(f"<{tag} align='left'>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def _said(estimate: Estimate) -> str:
    """A figure that does not exist is said, never printed as if it did."""
    if not np.isfinite(estimate.value):
        return translate("Agreement", "undefined")
    value = decimal(estimate.value, 2)
    if not np.isfinite(estimate.low):
        return value
    return f"{value} [{decimal(estimate.low, 2)}, {decimal(estimate.high, 2)}]"
