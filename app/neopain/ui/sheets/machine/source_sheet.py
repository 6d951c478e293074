"""Where the pictures come from: a known camera, one that is plugged in, a film, or the simulated neonate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from neopain.bedside.contracts.program import SourceChoice
from neopain.ui.language.translate import shown
from neopain.ui.sheets.machine.file_sheet import FileSheet, Wanted
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.widgets.buttons.icon_paths import Icon
from neopain.ui.widgets.buttons.icons import icon_for

CHOICE_ROLE = Qt.ItemDataRole.UserRole
SIMULATED = "simulated"


class SourceSheet(Sheet):
    """Starts what is chosen in the list, and nothing else.

    Signals:
        chosen: str, what the service starts or changes to.
        attach_asked: another camera is to be attached.
        forget_asked: str, the name of a known camera.
        sheet_asked: Sheet, one to be opened over this one.
    """

    chosen = Signal(str)
    attach_asked = Signal()
    forget_asked = Signal(str)
    sheet_asked = Signal(object)

    def __init__(self, last: str = "", *, running: bool = False, parent: QWidget | None = None) -> None:
        """Args: what was started here before, "" for nothing; whether a session's camera is changed."""
        super().__init__(parent)
        self._running = running
        self.set_title(self.tr("Change the camera") if running else self.tr("Choose the picture source"))
        self._last = last
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Cameras that are known or there now"))
        self.list.setMinimumHeight(120)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.list.itemActivated.connect(lambda _item: self._take())
        self.list.itemSelectionChanged.connect(self._follow)
        self._says = QLabel()
        self._says.setWordWrap(True)
        self._says.setTextFormat(Qt.TextFormat.PlainText)
        self.attach = self._button(self.tr("Attach a camera ..."))
        self.attach.setIcon(icon_for(Icon.CAMERA))
        self.attach.clicked.connect(self.attach_asked)
        self.forget = self._button(self.tr("Forget this camera"))
        self.forget.clicked.connect(self._forget)
        self._place()
        self.show_looking()
        self._follow()

    @property
    def says(self) -> str:
        """What Start would start, or what is missing."""
        return self._says.text()

    def show_looking(self) -> None:
        """Say that cameras are being looked for."""
        self.list.clear()
        looking = QListWidgetItem(self.tr("Looking for cameras ..."))
        looking.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(looking)

    def show_choices(self, choices: Sequence[SourceChoice]) -> None:
        """List what was found; the drawn infant is chosen beforehand only where no camera is known."""
        self.list.clear()
        # Pictures that are drawn never take the place of a camera in a running session.
        listed = [one for one in choices if not (self._running and one.spec == SIMULATED)]
        for choice in listed:
            item = QListWidgetItem(shown(choice.label))
            item.setData(CHOICE_ROLE, choice)
            self.list.addItem(item)
        specs = [choice.spec for choice in listed]
        known = self._last not in {"", SIMULATED}
        real = next((spec for spec in specs if spec != SIMULATED), None)
        wanted = self._last if self._last in specs and self._last != SIMULATED else real
        if wanted is None and not known and specs:
            wanted = specs[0]
        if wanted is not None and not self._running:
            self.list.setCurrentRow(specs.index(wanted))
        self._follow()

    def _place(self) -> None:
        cameras = QHBoxLayout()
        cameras.addWidget(self.attach, 2)
        cameras.addWidget(self.forget, 1)
        files = QHBoxLayout()
        for text, act in (
            (self.tr("Video file ..."), self._pick_file),
            (self.tr("Picture folder ..."), self._pick_folder),
        ):
            button = self._button(text)
            button.clicked.connect(act)
            button.setVisible(not self._running)
            files.addWidget(button)
        self.content.addWidget(QLabel(self.tr("Cameras that are known or there now")))
        self.content.addWidget(self.list, 1)
        self.content.addWidget(self._says)
        self.content.addLayout(cameras)
        self.content.addLayout(files)
        self.start = self.add_foot(
            self.tr("Change to it") if self._running else self.tr("Start"), strong=True
        )
        self.start.clicked.connect(self._take)

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        return button

    def _choice(self) -> SourceChoice | None:
        item = self.list.currentItem()
        choice = None if item is None else item.data(CHOICE_ROLE)
        return choice if isinstance(choice, SourceChoice) else None

    @Slot()
    def _follow(self) -> None:
        choice = self._choice()
        self.forget.setEnabled(choice is not None and choice.known)
        self.start.setEnabled(choice is not None)
        if choice is None:
            self._says.setText(self.tr("Choose a camera, or attach one."))
        elif self._running:
            self._says.setText(self.tr("The session goes on with: {source}").format(source=choice.label))
        else:
            self._says.setText(self.tr("Start takes: {source}").format(source=shown(choice.label)))

    @Slot()
    def _take(self) -> None:
        choice = self._choice()
        if choice is not None:
            self._give(choice.spec)

    @Slot()
    def _forget(self) -> None:
        choice = self._choice()
        if choice is not None and choice.known:
            self.forget_asked.emit(choice.label)

    @Slot()
    def _pick_file(self) -> None:
        self._pick(FileSheet(self.tr("Video file"), Wanted.FILE, Path.home()))

    @Slot()
    def _pick_folder(self) -> None:
        self._pick(FileSheet(self.tr("Picture folder"), Wanted.FOLDER, Path.home()))

    def _pick(self, picker: FileSheet) -> None:
        picker.chosen.connect(lambda path: self._give(str(path)))
        self.sheet_asked.emit(picker)

    def _give(self, spec: str) -> None:
        if self.open_now:
            self.dismiss()
            self.chosen.emit(spec)
