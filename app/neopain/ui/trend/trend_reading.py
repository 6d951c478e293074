"""The trend in words: what stood there at one time, and how long a stretch is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from neopain.core.facial_actions import FacialAction
from neopain.ui.language.numbers import decimal, range_words
from neopain.ui.language.sign_words import action_words, intensity_word
from neopain.ui.language.translate import shown
from neopain.ui.style.theme import Palette
from neopain.ui.trend.history.trend_history import TrendHistory
from neopain.ui.trend.plot.trend_colours import band_on_panel
from neopain.ui.trend.plot.trend_plot import TrendPlot

translate = QCoreApplication.translate


def reading_words(
    history: TrendHistory, plot: TrendPlot, at: float, slack_s: float, *, intensity: bool = False
) -> str:
    """Time of day, averaged score or that there is none, limits then in force, notes within `slack_s`."""
    score, limits, interval = history.score_at(at), history.limits_at(at), history.interval_at(at)
    strength = history.signs.intensity_at(at) if intensity else None
    parts = (
        plot.time_words(at),
        translate("TrendPanel", "not scored") if score is None else decimal(score),
        "" if interval is None else f"({range_words(interval)})",
        ""
        if strength is None
        else translate("TrendPanel", "intensity {value} ({word})").format(
            value=round(strength), word=intensity_word(strength)
        ),
        "" if limits is None else f"▲▲ {decimal(limits.upper)}  ▲ {decimal(limits.lower)}",
        *(shown(mark.text) for mark in history.marks_near(at, slack_s)),
    )
    return "   ".join(part for part in parts if part)


def sign_reading(history: TrendHistory, plot: TrendPlot, at: float, action: FacialAction) -> str:
    """Time of day, one facial action, how strong, how sure, and its share of the last 30 s."""
    seen = history.signs.sign_at(at, action)
    name = action_words()[action][1]
    parts = [plot.time_words(at), name]
    if seen is None:
        parts.append(translate("TrendPanel", "not assessed"))
    else:
        strength, confidence = round(100 * seen.seen.strength), round(100 * seen.seen.confidence)
        parts.append(translate("TrendPanel", "strength {strength} %").format(strength=strength))
        parts.append(translate("TrendPanel", "confidence {confidence} %").format(confidence=confidence))
        if seen.share is not None:
            words = translate("TrendPanel", "present {share} % of 30 s")
            parts.append(words.format(share=round(100 * seen.share)))
    return "   ".join(parts)


def span_words(span_s: float) -> str:
    """`45 s`, `23 min`, `1 h 30 min`: units that are the same in every language we speak."""
    if span_s < 100.0:
        return f"{round(span_s)} s"
    minutes = round(span_s / 60.0)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" + (f" {minutes % 60:02d} min" if minutes % 60 else "")


def legend_words(palette: Palette, *, intensity: bool = False) -> str:
    """What the lines and areas are, each with its sign."""
    parts: tuple[tuple[str, str, str], ...] = (
        (palette.smoothed, "━", translate("TrendPanel", "averaged")),
        (band_on_panel(palette), "■", translate("TrendPanel", "range")),
        (palette.raw, "━", translate("TrendPanel", "each picture")),
        (palette.hatch, "▨", translate("TrendPanel", "not scored")),
        (palette.care, "■", translate("TrendPanel", "care mode")),
        (palette.limit_medium, "|", translate("TrendPanel", "alarm")),
    )
    if intensity:
        parts = (*parts[:1], (palette.intensity, "╌", translate("TrendPanel", "intensity")), *parts[1:])
    signs = (f"<span style='color:{colour}'>{sign}</span> {words}" for colour, sign, words in parts)
    return "&nbsp;&nbsp;&nbsp;".join(signs)
