"""Colours and the style sheet: day, night and auto, safe for colour-blind eyes.

Accents follow Okabe and Ito (2008). Red is unused, so that it stays free for the vital-sign monitor beside
this one; green is unused, so that nothing here can look like an all-clear. Alarm colours are the same in both
themes: night dims everything but alarms.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from neopain.ui.style.sizes import TOUCH_MIN_PX, Sizes

DAY_HOURS = range(7, 19)
"""Local hours in which the auto theme is the day one."""


class ThemeChoice(StrEnum):
    """What a person chose."""

    AUTO = "auto"
    DAY = "day"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #rrggbb.

    Attributes:
        page, panel, edge: window, panels on it, and their borders.
        ink, faint: text, and text that matters less or says that nothing is known.
        header, header_ink: the bar at the top, dark in both themes.
        button, button_hover, focus: controls.
        raw, smoothed, intensity: trend lines; `limit_low`, `limit_medium` threshold lines.
        hatch: not-scored spans; `care`: shaded care spans; `event`: ticks.
        alarm_medium, alarm_low, alarm_ink: alarm fields, never dimmed.
        disagree: behind words that two witnesses and the score contradict each other; no alarm colour.
        review: frame of a trend that is not live.
        kept: behind the sign that pictures are kept; no alarm colour.
        picture_dim: how much the live picture is darkened, 0 not at all to 1 black.
    """

    page: str
    panel: str
    edge: str
    ink: str
    faint: str
    header: str
    header_ink: str
    button: str
    button_hover: str
    focus: str
    raw: str
    smoothed: str
    intensity: str
    limit_low: str
    limit_medium: str
    hatch: str
    care: str
    event: str
    alarm_medium: str = "#f0e442"
    alarm_low: str = "#7fd4ff"
    alarm_ink: str = "#10161c"
    review: str = "#f0e442"
    disagree: str = "#cbb78a"
    kept: str = "#e3b8ff"
    picture_dim: float = 0.0


DAY = Palette(
    page="#dfe5ea",
    panel="#f7f9fb",
    edge="#b9c4ce",
    ink="#14202b",
    faint="#5c6b78",
    header="#16222e",
    header_ink="#e8eef4",
    button="#e6ecf1",
    button_hover="#d3dde6",
    focus="#0072b2",
    raw="#9fb3c4",
    smoothed="#0072b2",
    intensity="#a8447f",
    limit_low="#2a86b8",
    limit_medium="#8a6d00",
    hatch="#8c9aa6",
    care="#cfd6dc",
    event="#4a3f7a",
)
NIGHT = Palette(
    page="#0a0e12",
    panel="#11181f",
    edge="#25313c",
    ink="#b9c6d1",
    faint="#70808d",
    header="#05080b",
    header_ink="#a9b8c4",
    button="#1a242e",
    button_hover="#24323f",
    focus="#56b4e9",
    raw="#46586a",
    smoothed="#56b4e9",
    intensity="#cc79a7",
    limit_low="#4f9fca",
    limit_medium="#b5a92e",
    hatch="#46535f",
    care="#1c252d",
    event="#a89bd6",
    disagree="#a08f66",
    picture_dim=0.55,
)


def palette_for(choice: ThemeChoice, local_hour: int) -> Palette:
    """The palette that `choice` means at that hour of the local day, 0..23."""
    if choice is ThemeChoice.AUTO:
        return DAY if local_hour in DAY_HOURS else NIGHT
    return DAY if choice is ThemeChoice.DAY else NIGHT


def style_sheet(palette: Palette, sizes: Sizes) -> str:
    """The whole application's style sheet."""
    p, s = palette, sizes
    slim = max(TOUCH_MIN_PX, s.touch_px // 2)
    tick = round(1.6 * s.body_px)
    arrow = max(4, s.small_px // 3)
    return f"""
    QWidget {{ color: {p.ink}; font-size: {s.body_px}px; }}
    QMainWindow, QWidget#page {{ background: {p.page}; }}
    QFrame#sheet {{ background: {p.page}; border: 2px solid {p.ink}; border-radius: 6px; }}
    QWidget#inside, QScrollArea {{ background: {p.page}; }}
    QLabel[role="sheet"] {{ font-size: {s.title_px}px; font-weight: 700; }}
    QLabel[role="group"] {{ font-size: {s.small_px}px; font-weight: 600; color: {p.faint}; }}
    QFrame#panel {{ background: {p.panel}; border: 1px solid {p.edge}; border-radius: 6px; }}
    QLabel {{ background: transparent; }}
    QLabel[role="small"] {{ font-size: {s.small_px}px; color: {p.faint}; }}
    QLabel[role="title"] {{ font-size: {s.small_px}px; font-weight: 600; color: {p.faint}; }}
    QFrame#header {{ background: {p.header}; }}
    QFrame#header QLabel {{ color: {p.header_ink}; font-size: {s.title_px}px; }}
    QFrame#header QLabel[role="brand"] {{ font-weight: 700; }}
    QFrame#header QLabel[role="kept"] {{
        background: {p.kept}; color: {p.alarm_ink}; font-weight: 700;
        padding: 2px 8px; border-radius: 4px; }}
    QFrame#header QLabel[role="badge"] {{
        background: {p.alarm_low}; color: {p.alarm_ink}; font-weight: 700;
        padding: 2px 8px; border-radius: 4px; }}
    QPushButton {{
        background: {p.button}; border: 1px solid {p.edge}; border-radius: 6px;
        padding: 4px 8px; min-height: {s.touch_px - 10}px; icon-size: {round(1.5 * s.body_px)}px; }}
    QPushButton:hover {{ background: {p.button_hover}; }}
    QPushButton:pressed, QPushButton:checked {{ background: {p.focus}; color: {p.page}; }}
    QPushButton:disabled {{ color: {p.faint}; background: {p.page}; }}
    QPushButton:focus, QLineEdit:focus, QListView:focus, QTableView:focus {{ border: 3px solid {p.focus}; }}
    QPushButton[role="strong"] {{ font-weight: 700; }}
    QPushButton[role="grid"] {{
        font-size: {s.small_px}px; padding: 2px 4px; min-height: {s.touch_px - 6}px; }}
    QPushButton[ends="true"] {{ border: 2px solid {p.ink}; font-weight: 700; }}
    QPushButton[ends="true"]:disabled {{ border: 1px solid {p.edge}; }}
    QPushButton[role="cross"] {{ min-width: {s.touch_px}px; icon-size: {s.title_px}px; }}
    QPushButton[role="pad"] {{ min-height: {TOUCH_MIN_PX - 6}px; padding: 2px 6px; }}
    QPushButton[role="key"] {{ min-height: {slim - 2}px; padding: 0; }}
    QPushButton[role="slim"] {{
        min-height: {slim - 6}px; min-width: {TOUCH_MIN_PX - 18}px; padding: 2px 8px; }}
    QListView[role="small"] {{ font-size: {s.small_px}px; border: 0; background: transparent; padding: 0; }}
    QLineEdit, QListView, QTableView, QTextBrowser, QAbstractSpinBox, QComboBox {{
        background: {p.panel}; border: 1px solid {p.edge}; border-radius: 4px; padding: 4px;
        color: {p.ink};
        selection-background-color: {p.focus}; selection-color: {p.page}; }}
    QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{
        width: 0; height: 0; border: 0; }}
    QComboBox {{ min-height: {s.touch_px - 14}px; padding-right: {arrow * 3}px; }}
    QComboBox[role="slim"] {{ min-height: {slim - 10}px; font-size: {s.small_px}px; }}
    QComboBox:focus {{ border: 3px solid {p.focus}; }}
    QComboBox::drop-down {{ border: 0; width: {arrow * 3}px; }}
    QComboBox::down-arrow {{
        image: none; width: 0; height: 0; border-left: {arrow}px solid {p.panel};
        border-right: {arrow}px solid {p.panel}; border-top: {arrow}px solid {p.ink}; }}
    QComboBox QAbstractItemView {{ background: {p.panel}; color: {p.ink}; }}
    QFrame#sheet QListView::item {{ min-height: {TOUCH_MIN_PX}px; }}
    QFrame#sheet QCheckBox {{ min-height: {TOUCH_MIN_PX}px; }}
    QFrame#sheet QCheckBox::indicator {{ width: {tick}px; height: {tick}px; }}
    QTabWidget::pane {{ background: {p.panel}; border: 1px solid {p.edge}; }}
    QTabBar::tab {{
        background: {p.button}; border: 1px solid {p.edge};
        padding: 4px 16px; min-height: {s.touch_px - 14}px; }}
    QTabBar::tab:selected {{ background: {p.panel}; font-weight: 700; }}
    QTabBar::tab:disabled {{ color: {p.faint}; }}
    QLineEdit {{ min-height: {s.touch_px - 14}px; }}
    QHeaderView::section {{ background: {p.button}; color: {p.ink}; border: 0; padding: 6px; }}
    QFrame#notice {{ background: {p.alarm_low}; border-radius: 4px; }}
    QFrame#notice[fault="true"] {{ background: {p.alarm_medium}; }}
    QFrame#notice QLabel {{ color: {p.alarm_ink}; font-weight: 600; font-size: {s.small_px}px; }}
    QToolTip {{ background: {p.header}; color: {p.header_ink}; border: 1px solid {p.edge}; }}
    QScrollBar:vertical {{ background: {p.panel}; width: 14px; }}
    QScrollBar::handle:vertical {{ background: {p.edge}; border-radius: 6px; min-height: 24px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
    """
