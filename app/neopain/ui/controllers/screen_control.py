"""The window as a thing: its place and theme from one start to the next, full screen, and its end."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QByteArray, QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from neopain.bedside.screen_settings import ScreenMemory, ScreenSettings, without_secrets
from neopain.core.clock import Clock
from neopain.ui.platform.background import BackgroundCalls
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.question_sheet import Answer, QuestionSheet
from neopain.ui.style.theme import ThemeChoice
from neopain.ui.trend.trend_layers import TrendLayers

CLOSE_WAIT_S = 2.0


class ScreenControl(QObject):
    """Reads at the start; writes behind the window when something is chosen, and once more at the end."""

    def __init__(self, memory: ScreenMemory, clock: Clock, sheets: SheetHost, window: QWidget) -> None:
        super().__init__(window)
        self._memory = memory
        self._clock = clock
        self._sheets = sheets
        self._window = window
        self._leaving = False
        self._kept = memory.load()
        self._background = BackgroundCalls(self)

    @property
    def theme(self) -> ThemeChoice:
        """The theme that was chosen last."""
        kept = self._kept.theme
        return ThemeChoice(kept) if kept in set(ThemeChoice) else ThemeChoice.AUTO

    def restore(self) -> bool:
        """Put the window where it was; False when nothing is known, or not of this screen."""
        kept = self._kept.geometry
        return bool(kept) and self._window.restoreGeometry(
            QByteArray.fromBase64(kept.encode("ascii", "ignore"))
        )

    @property
    def source(self) -> str:
        """What was monitored last, without its secrets."""
        return self._kept.source

    @property
    def volume(self) -> float:
        """The alarms' volume that was chosen last, a share of the machine's; 1 when none was."""
        kept = self._kept.volume_percent
        return int(kept) / 100 if kept.isdecimal() else 1.0

    def keep_volume(self, volume: float) -> None:
        """Remember how loud alarms are."""
        self._keep(replace(self._kept, volume_percent=f"{round(100 * volume)}"))

    def remember_layers(self, layers: TrendLayers) -> None:
        """Let the trend show what was chosen last, and remember what will be chosen."""
        layers.restore(self._kept.trend_layers)
        layers.changed.connect(lambda: self._keep(replace(self._kept, trend_layers=layers.kept)))

    @Slot(object)
    def keep_theme(self, choice: ThemeChoice) -> None:
        """Remember a theme."""
        self._keep(replace(self._kept, theme=choice.value))

    @Slot(str)
    def keep_source(self, spec: str) -> None:
        """Remember what is monitored, without its secrets."""
        self._keep(replace(self._kept, source=without_secrets(spec)))

    @Slot()
    def fill_screen(self) -> None:
        """Fill the screen, or leave it."""
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def leave(self) -> None:
        """Let the window close without a question: the program was told to end."""
        self._leaving = True

    def may_close(self, *, running: bool) -> bool:
        """Whether the window goes now; else a question about it is opened."""
        app = QApplication.instance()
        if self._leaving or not running or (isinstance(app, QApplication) and app.isSavingSession()):
            self._keep_place()
            return True
        question = self.tr("Monitoring ends when the window closes. Nobody will be alerted.")
        answers = (
            Answer(self.tr("End monitoring and close"), self._close, hold=True),
            Answer(self.tr("Go on monitoring")),
        )
        self._sheets.open(QuestionSheet(self.tr("Close NeoPain?"), question, answers, self._clock))
        return False

    def _close(self) -> None:
        self.leave()
        self._window.close()

    def _keep_place(self) -> None:
        place = bytes(self._window.saveGeometry().toBase64().data()).decode("ascii")
        self._kept = replace(self._kept, geometry=place)
        self._background.join(CLOSE_WAIT_S)
        self._memory.keep(self._kept)

    def _keep(self, settings: ScreenSettings) -> None:
        if settings != self._kept:
            self._kept = settings
            self._background.run(
                lambda: self._memory.keep(settings), on_answer=lambda _: None, on_fault=lambda _: None
            )
