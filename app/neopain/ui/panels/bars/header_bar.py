"""The bar at the top, never covered: whose monitor, preset and source, are pictures kept, what time."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from neopain.core.clock import Clock
from neopain.ui.language.translate import kept_ltr, shown
from neopain.ui.widgets.elided_label import ElidedLabel
from neopain.workers.monitor import BedsideMonitor

CLOCK_MS = 500


class HeaderBar(QFrame):
    """Brand, patient code, preset, source, `SIMULATED`, `PICTURES KEPT` and the wall clock."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self._clock = clock
        self._admission = self._code = ""
        self._monitor: BedsideMonitor | None = None
        self._brand = brand = QLabel("NeoPain")
        brand.setProperty("role", "brand")
        self._kind = kind = ElidedLabel(self.tr("investigational"))
        self._badge = QLabel(self.tr("SIMULATED"))
        self._badge.setProperty("role", "badge")
        self._badge.hide()
        # The sign of kept pictures is up here since no page covers it, that for visitors neither.
        self._kept = QLabel(self.tr("\u25cf PICTURES KEPT"))
        self._kept.setProperty("role", "kept")
        self._kept.setToolTip(
            self.tr("The parents consented: pictures around alarms and procedures are kept")
        )
        self._kept.hide()
        self._who = QLabel()
        self._who.hide()
        self._patient = QLabel(self.tr("no patient"))
        self._preset = ElidedLabel()
        self._source = ElidedLabel()
        self._time = QLabel()
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(18)
        for label in (
            brand,
            kind,
            self._badge,
            self._kept,
            self._who,
            self._patient,
            self._preset,
            self._source,
        ):
            row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self._time)
        self._timer = QTimer(self)
        self._timer.setInterval(CLOCK_MS)
        self._timer.timeout.connect(self._tell_time)
        self._timer.start()
        self._tell_time()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._yield()

    def show_admission(self, words: str) -> None:
        """Who is admitted, with the ages; "" for nobody. Goes before the code of a session."""
        self._admission = words
        self._tell_patient()

    def show_who(self, locked: bool, who: str) -> None:  # noqa: FBT001  a signal's slot
        """That the screen is locked, or for whom it is open; nothing where it never locks."""
        self._who.setText(self.tr("LOCKED") if locked else self.tr("by {who}").format(who=who))
        self._who.setProperty("role", "badge" if locked else "")
        self._who.setAccessibleName(self.tr("Screen locked") if locked else self._who.text())
        self._who.style().unpolish(self._who)
        self._who.style().polish(self._who)
        self._who.show()
        self._yield()

    def show_monitor(self, monitor: BedsideMonitor | None) -> None:
        """Who and from where; None for nothing running."""
        self._monitor = monitor
        self._code = "" if monitor is None else monitor.session.patient_code
        self._tell_patient()
        self._source.setText("" if monitor is None else shown(monitor.source_name))
        self._badge.setVisible(monitor is not None and monitor.session.simulated)
        self._show_sign()

    def show_preset(self, label: str) -> None:
        """Which stored limits are in force."""
        text = self.tr("Preset: {label}").format(label=shown(label))
        if text != self._preset.text():
            self._preset.setText(text)
            self._yield()

    def _yield(self) -> None:
        """Source, preset, mark and name go in this order where there is no room; never patient and time."""
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        signs = [one for one in (self._badge, self._kept, self._who) if not one.isHidden()]
        stays = [self._patient, self._time, *signs]
        self._say_kept(
            room - sum(one.sizeHint().width() + self._row.spacing() for one in stays if one is not self._kept)
        )
        may_go = [one for one in (self._source, self._preset, self._kind, self._brand) if one.text()]
        shown = list(may_go)
        while shown and sum(one.sizeHint().width() + self._row.spacing() for one in (*shown, *stays)) > room:
            shown.pop(0)
        for label in may_go:
            label.setVisible(label in shown)

    @property
    def says_pictures_kept(self) -> bool:
        """Whether the sign of kept pictures is shown."""
        return not self._kept.isHidden()

    def _say_kept(self, room: int) -> None:
        """The sign in full, or where there is no room for that in short; never not at all."""
        for words in (self.tr("\u25cf PICTURES KEPT"), self.tr("\u25cf PICTURES")):
            if self._kept.text() != words:
                self._kept.setText(words)
            if self._kept.sizeHint().width() <= room:
                return

    def _show_sign(self) -> None:
        self._kept.setVisible(self._monitor is not None and self._monitor.clips.allowed)
        self._yield()

    def _tell_patient(self) -> None:
        code = self.tr("Patient {code}").format(code=self._code) if self._code else self.tr("no patient")
        self._patient.setText(self._admission or code)
        self._yield()

    @Slot()
    def _tell_time(self) -> None:
        local = self._clock.utc().astimezone()
        # Also after the letters have become larger, of which no resize tells.
        self._show_sign()
        self._time.setText(kept_ltr(local.strftime("%H:%M:%S  UTC%z")[:-2]))
