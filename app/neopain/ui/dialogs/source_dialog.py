"""Where the pictures come from: the simulated neonate, a camera, an address, a file or a folder."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from neopain.bedside.contract import SourceChoice
from neopain.ui.language.translate import shown_word

SPEC_ROLE = Qt.ItemDataRole.UserRole


class SourceDialog(QDialog):
    """Asks once and forgets: an address and its password are handed on and wiped from the fields.

    Signals:
        chosen: str, what the service starts.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Choose the picture source"))
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Sources that are there now"))
        self._list.itemActivated.connect(self._take_listed)
        self._address = self._field("rtsp://camera.ward/stream", 2048)
        self._user = self._field("", 128)
        self._password = self._field("", 128)
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.addRow(self.tr("Or a network address"), self._address)
        form.addRow(self.tr("User (if the camera asks)"), self._user)
        form.addRow(self.tr("Password"), self._password)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(self.tr("Sources that are there now")))
        column.addWidget(self._list, 1)
        column.addLayout(form)
        column.addLayout(self._buttons())
        self.resize(760, 620)
        self.show_looking()

    def show_looking(self) -> None:
        """Say that cameras are being looked for."""
        self._list.clear()
        looking = QListWidgetItem(self.tr("Looking for cameras ..."))
        looking.setFlags(Qt.ItemFlag.NoItemFlags)
        self._list.addItem(looking)

    def show_choices(self, choices: Sequence[SourceChoice]) -> None:
        """List what was found."""
        self._list.clear()
        for choice in choices:
            item = QListWidgetItem(shown_word(choice.label))
            item.setData(SPEC_ROLE, choice.spec)
            self._list.addItem(item)
        self._list.setCurrentRow(0)

    def address(self) -> str:
        """The typed address with user and password in it; "" when none was typed."""
        typed = self._address.text().strip()
        if not typed or not (self._user.text() or self._password.text()):
            return typed
        url = QUrl(typed)
        url.setUserName(self._user.text(), QUrl.ParsingMode.DecodedMode)
        url.setPassword(self._password.text(), QUrl.ParsingMode.DecodedMode)
        return bytes(url.toEncoded().data()).decode("ascii")

    def done(self, result: int) -> None:
        """Close, and forget what was typed."""
        super().done(result)
        for field in (self._address, self._user, self._password):
            field.clear()

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for text, act in (
            (self.tr("Video file ..."), self._pick_file),
            (self.tr("Picture folder ..."), self._pick_folder),
            (self.tr("Cancel"), self.reject),
            (self.tr("Start"), self._take),
        ):
            button = QPushButton(text)
            button.setAccessibleName(text)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            row.addWidget(button)
        button.setProperty("role", "strong")
        button.setDefault(True)
        return row

    def _field(self, hint: str, longest: int) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(hint)
        field.setMaxLength(longest)
        return field

    @Slot()
    def _take(self) -> None:
        address = self.address()
        item = self._list.currentItem()
        spec = address or (None if item is None else item.data(SPEC_ROLE))
        if spec:
            self._give(str(spec))

    @Slot(QListWidgetItem)
    def _take_listed(self, item: QListWidgetItem) -> None:
        if item.data(SPEC_ROLE):
            self._give(str(item.data(SPEC_ROLE)))

    @Slot()
    def _pick_file(self) -> None:
        picker = QFileDialog(self, self.tr("Video file"))
        picker.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._pick(picker)

    @Slot()
    def _pick_folder(self) -> None:
        picker = QFileDialog(self, self.tr("Picture folder"))
        picker.setFileMode(QFileDialog.FileMode.Directory)
        self._pick(picker)

    def _pick(self, picker: QFileDialog) -> None:
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.fileSelected.connect(self._give)
        picker.open()

    @Slot(str)
    def _give(self, spec: str) -> None:
        self.accept()
        self.chosen.emit(spec)
