"""The screen lock after a while without a touch: alarm row and score go on, all else asks who is there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from neopain.bedside.contracts.ward import PinAnswer
from neopain.core.clinical.pin import Verdict
from neopain.core.clinical.signing import LockAsks, check_who
from neopain.core.errors import SettingFault
from neopain.core.sessions import LogKind
from neopain.core.text import Text
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.language.translate import shown
from neopain.ui.sheets.host import SheetHost
from neopain.ui.sheets.sign_sheet import SignSheet

WHO = "who"
"""Property of the fields that are for initials: they are filled in for whoever is known."""
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.Shortcut})
_HANDS = frozenset(
    {
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
        QEvent.Type.Drop,
        QEvent.Type.InputMethod,
    }
)
# Not the release: what went down before the lock may come up after it, and must not stay down for good.
_HELD = _KEYS | _HANDS


class ScreenLock(QObject):
    """Does nothing where the ward has not set a time.

    Signals:
        told: (bool, str), whether the screen is locked, and who is known.
    """

    told = Signal(bool, str)

    def __init__(
        self, control: SessionControl, sheets: SheetHost, free: QWidget, pin_set: Callable[[], bool]
    ) -> None:
        """`free` is what always works: the alarm row. Where no PIN is set none is asked for."""
        super().__init__(sheets)
        self._control = control
        self._sheets = sheets
        self._free = free
        self._pin_set = pin_set
        self._locked = False
        settings = control.service.settings
        self._asks = settings.lock_asks
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        sheets.turned.connect(self._fill_in)
        app = QApplication.instance()
        self.on = settings.lock_after_min is not None
        if settings.lock_after_min is not None and app is not None:
            self._idle.setInterval(round(60_000 * settings.lock_after_min))
            app.installEventFilter(self)

    @property
    def locked(self) -> bool:
        """Whether all but the alarm row asks who is there."""
        return self._locked

    @Slot()
    def lock(self) -> None:
        """Nobody is known from now on."""
        if not self.on:
            return
        self._idle.stop()
        self._locked = True
        self._control.service.people.sign_off()
        for field in self._sheets.findChildren(QLineEdit):
            # What waits in an open sheet is done by whoever comes next: not under this name, nor by this PIN.
            if field.property(WHO) or field.echoMode() is QLineEdit.EchoMode.Password:
                field.clear()
        self.told.emit(True, "")

    def end(self) -> None:
        """The window goes."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._idle.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While it is locked, a touch or a key that is not for the alarm row opens the question."""
        kind = event.type()
        if kind not in _HELD:
            return False
        if not self._locked:
            self._idle.start()
            return False
        # The window system's own window passes on what then comes to a widget.
        if watched.isWindowType() or self._is_free(watched):
            return False
        event.accept()
        self._ask(event.text() if isinstance(event, QKeyEvent) else "")
        return True

    def _is_free(self, watched: QObject) -> bool:
        sheet = self._sheets.top
        signing = isinstance(sheet, SignSheet)
        place: QObject | None = watched
        while place is not None:
            if place is self._free or (signing and place is sheet):
                return True
            place = place.parent()
        # Escape closes the question.
        return signing and watched.parent() is self._sheets

    def _ask(self, typed: str) -> None:
        sheet = self._sheets.top
        if not isinstance(sheet, SignSheet):
            sheet = self._open()
        if typed.isprintable():
            sheet.type(typed)

    def _open(self) -> SignSheet:
        sheet = SignSheet(ask_pin=self._asks is LockAsks.PIN and self._pin_set())
        sheet.signed.connect(lambda who, pin: self._sign(sheet, who, pin))
        self._sheets.open(sheet)
        return sheet

    def _sign(self, sheet: SignSheet, who: str, pin: str) -> None:
        try:
            known = check_who(who)
        except SettingFault as fault:
            sheet.show_refusal(shown(str(fault)))
            return

        def judged(answer: PinAnswer) -> None:
            if isValid(sheet):
                sheet.show_answer(answer)
            if answer.verdict is Verdict.RIGHT:
                self._unlock(known)

        self._control.ask(lambda: self._control.service.people.sign_in(known, pin), judged)

    def _unlock(self, who: str) -> None:
        self._locked = False
        self._idle.start()
        self._control.tell(LogKind.SETTING, "signed_in", Text("{who} is at the screen", who=who))
        self.told.emit(False, who)

    @Slot(bool)
    def _fill_in(self, there: bool) -> None:  # noqa: FBT001  a signal's slot
        sheet, who = self._sheets.top, self._control.service.people.now
        if not there or sheet is None or not who:
            return
        for field in sheet.findChildren(QLineEdit):
            if field.property(WHO) and not field.text():
                field.setText(who)
