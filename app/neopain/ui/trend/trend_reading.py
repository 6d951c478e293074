"""The trend in words: what stood there at one time, and how long a stretch is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from neopain.ui.language.numbers import decimal, range_words
from neopain.ui.language.translate import shown
from neopain.ui.style.theme import Palette
from neopain.ui.trend.trend_colours import band_on_panel
from neopain.ui.trend.trend_history import TrendHistory
from neopain.ui.trend.trend_plot import TrendPlot

translate = QCoreApplication.translate


def reading_words(history: TrendHistory, plot: TrendPlot, at: float, slack_s: float) -> str:
    """Time of day, averaged score or that there is none, limits then in force, notes within `slack_s`."""
    score, limits, interval = history.score_at(at), history.limits_at(at), history.interval_at(at)
    parts = (
        plot.time_words(at),
        translate("TrendPanel", "not scored") if score is None else decimal(score),
        "" if interval is None else f"({range_words(interval)})",
        "" if limits is None else f"▲▲ {decimal(limits.upper)}  ▲ {decimal(limits.lower)}",
        *(shown(mark.text) for mark in history.marks_near(at, slack_s)),
    )
    return "   ".join(part for part in parts if part)


def span_words(span_s: float) -> str:
    """`45 s`, `23 min`, `1 h 30 min`: units that are the same in every language we speak."""
    if span_s < 100.0:
        return f"{round(span_s)} s"
    minutes = round(span_s / 60.0)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" + (f" {minutes % 60:02d} min" if minutes % 60 else "")


def legend_words(palette: Palette) -> str:
    """What the lines and areas are, each with its sign."""
    parts = (
        (palette.smoothed, "━", translate("TrendPanel", "averaged")),
        (band_on_panel(palette), "■", translate("TrendPanel", "range")),
        (palette.raw, "━", translate("TrendPanel", "each picture")),
        (palette.hatch, "▨", translate("TrendPanel", "not scored")),
        (palette.care, "■", translate("TrendPanel", "care mode")),
        (palette.limit_medium, "|", translate("TrendPanel", "alarm")),
    )
    signs = (f"<span style='color:{colour}'>{sign}</span> {words}" for colour, sign, words in parts)
    return "&nbsp;&nbsp;&nbsp;".join(signs)
