"""Why there was this alarm: readings and limit, what was told, and who answered after how long."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from neopain.core.alarms.seen_alarms import SeenAlarm
from neopain.core.clinical.signing import LONGEST
from neopain.core.stay.reviewed import ReviewedStay
from neopain.ui.language.numbers import decimal
from neopain.ui.language.translate import shown
from neopain.ui.language.words import minutes_seconds
from neopain.ui.review.figures_sheet import Figures, FiguresSheet

BEFORE_S = 60.0
translate = QCoreApplication.translate


class WhySheet(FiguresSheet):
    """One alarm.

    Signals:
        reviewed: str, initials of whoever looked at it, "" without.
        pictures_asked: str, the initials of whoever wants to see the kept clip.
    """

    reviewed = Signal(str)
    pictures_asked = Signal(str)

    def __init__(
        self,
        stay: ReviewedStay,
        alarm: SeenAlarm,
        scores: NDArray[np.float32],
        parent: QWidget | None = None,
    ) -> None:
        """Args: `scores`: (N, 2), raw and smoothed points of the minute before it, NaN for none."""
        note = self.tr(
            "Of the facial pain score (investigational), not a clinical scale. It says how the score and the "
            "alarm rules were, not whether the infant was in pain."
        )
        super().__init__(self.tr("Why this alarm"), why_rows(stay, alarm, scores), note, parent)
        self.author = QLineEdit()
        self.author.setProperty("who", True)
        self.author.setMaxLength(LONGEST)
        self.author.setPlaceholderText(self.tr("initials, optional"))
        self.author.setAccessibleName(self.tr("Your initials, optional"))
        self.foot.addWidget(self.author, 1)
        # Only where a clip is kept of it, and for whoever signs: each look is audited.
        self.pictures = self.add_foot(self.tr("Pictures"))
        self.pictures.hide()
        self.pictures.setEnabled(False)
        self.pictures.clicked.connect(lambda: self.pictures_asked.emit(self.author.text().strip()))
        self.author.textChanged.connect(lambda text: self.pictures.setEnabled(bool(text.strip())))
        self.mark = self.add_foot(self.tr("Mark as reviewed"), strong=True)
        self.mark.setEnabled(not alarm.reviewed[0])
        self.mark.clicked.connect(self._give)

    def _give(self) -> None:
        author = self.author.text().strip()
        self.dismiss()
        self.reviewed.emit(author)


def why_rows(stay: ReviewedStay, alarm: SeenAlarm, scores: NDArray[np.float32]) -> Figures:
    """What is known of it, in the screen's language."""
    when = stay.utc(alarm.raised_at).astimezone()
    rows = [
        (translate("WhySheet", "Alarm"), shown(alarm.words)),
        (translate("WhySheet", "Raised"), f"{when:%Y-%m-%d %H:%M:%S}"),
    ]
    if alarm.limit is not None and alarm.value is not None:
        words = translate("WhySheet", "worst {value}, limit {limit}")
        rows.append(
            (
                translate("WhySheet", "Value"),
                words.format(value=decimal(alarm.value), limit=decimal(alarm.limit)),
            )
        )
    rows += [
        (translate("WhySheet", "Limits then"), _limits(stay, alarm.raised_at)),
        (translate("WhySheet", "Readings of the minute before"), _readings(scores)),
        (translate("WhySheet", "Signals"), _signals(alarm)),
        (translate("WhySheet", "Acknowledged"), _acknowledged(alarm)),
        (translate("WhySheet", "Over"), _over(alarm)),
        *((f"+{minutes_seconds(one.at - alarm.raised_at)}", shown(one.text)) for one in alarm.changes[1:8]),
        (translate("WhySheet", "Reviewed"), _reviewed(alarm)),
    ]
    return rows


def _limits(stay: ReviewedStay, at: float) -> str:
    found = [one for one in stay.changes if one.upper_limit is not None and one.at <= at + 1.0]
    if not found or found[-1].upper_limit is None or found[-1].lower_limit is None:
        return translate("WhySheet", "not told in the record")
    return f"▲▲ {decimal(found[-1].upper_limit)}  ▲ {decimal(found[-1].lower_limit)}"


def _readings(scores: NDArray[np.float32]) -> str:
    smoothed = scores[:, 1][np.isfinite(scores[:, 1])]
    words = translate("WhySheet", "{scored} of {count} scored")
    told = words.format(scored=len(smoothed), count=len(scores))
    if not len(smoothed):
        return told
    words = translate("WhySheet", "averaged score {low} to {high}, last {last}")
    low, high, last = float(smoothed.min()), float(smoothed.max()), float(smoothed[-1])
    return f"{words.format(low=decimal(low), high=decimal(high), last=decimal(last))}; {told}"


def _signals(alarm: SeenAlarm) -> str:
    if alarm.suspended:
        return translate("WhySheet", "held back (care mode or standby)")
    if alarm.audio_paused:
        return translate("WhySheet", "shown; the sound was paused")
    return translate("WhySheet", "shown and sounded as the ward's rules say")


def _acknowledged(alarm: SeenAlarm) -> str:
    if alarm.response_s is None:
        return translate("WhySheet", "by nobody")
    return translate("WhySheet", "after {span}").format(span=minutes_seconds(alarm.response_s))


def _over(alarm: SeenAlarm) -> str:
    if alarm.ended_at is None:
        return translate("WhySheet", "the record does not say")
    span = minutes_seconds(alarm.ended_at - alarm.raised_at)
    return translate("WhySheet", "after {span}").format(span=span)


def _reviewed(alarm: SeenAlarm) -> str:
    utc, author = alarm.reviewed
    if not utc:
        return translate("WhySheet", "not yet")
    return f"{datetime.fromisoformat(utc).astimezone():%Y-%m-%d %H:%M}  {author}".strip()
