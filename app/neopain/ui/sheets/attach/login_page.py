"""Step 2: user and password, and what becomes of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from neopain.capture.addresses.credentials import Credentials
from neopain.ui.language.translate import breakable


class LoginPage(QWidget):
    """The fields are wiped as soon as the sheet is left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._camera = QLabel()
        self._camera.setWordWrap(True)
        self._camera.setTextFormat(Qt.TextFormat.PlainText)
        self.user, self.password = QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for label, field in (
            (self.tr("User of the camera"), self.user),
            (self.tr("Password"), self.password),
        ):
            field.setMaxLength(256)
            field.setAccessibleName(label)
            form.addRow(label, field)
        self._keeps = QLabel()
        self._keeps.setWordWrap(True)
        self._keeps.setProperty("role", "small")
        note = QLabel(self.tr("Leave both empty if the camera asks for none."))
        note.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._camera)
        column.addLayout(form)
        column.addWidget(note)
        column.addWidget(self._keeps)
        column.addStretch(1)
        self.show_keeps(keeps=False)

    @property
    def login(self) -> Credentials:
        """What was typed."""
        return Credentials(self.user.text(), self.password.text())

    def show_camera(self, label: str, typed: tuple[str, str]) -> None:
        """Of which camera; and the login that stood in its address, if one did."""
        self._camera.setText(breakable(label))
        if any(typed):
            self.user.setText(typed[0])
            self.password.setText(typed[1])

    def show_keeps(self, *, keeps: bool) -> None:
        """Say what becomes of the login."""
        self._keeps.setText(
            self.tr("They are kept in this computer's keyring, and in no file.")
            if keeps
            else self.tr(
                "This computer has no keyring that may hold them: they are kept in no file, and asked for "
                "once after each start of the program."
            )
        )

    def forget(self) -> None:
        """Wipe both."""
        self.user.clear()
        self.password.clear()
