"""Where the pictures come from: a camera, an address, a file or a folder, or the simulated neonate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from neopain.bedside.contract import SourceChoice
from neopain.ui.language.translate import shown
from neopain.ui.sheets.file_sheet import FileSheet, Wanted
from neopain.ui.sheets.sheet import Sheet

SPEC_ROLE = Qt.ItemDataRole.UserRole
SIMULATED = "simulated"
SCHEMES = ("rtsp", "http", "https")
PATH_STARTS = ("/", "./", "../", "~", "\\")


class SourceSheet(Sheet):
    """Asks once and forgets: an address and its password are handed on and wiped from the fields.

    What was typed is started or asked about, and never replaced by what happens to be chosen in the list.

    Signals:
        chosen: str, what the service starts.
        sheet_asked: Sheet, one to be opened over this one.
    """

    chosen = Signal(str)
    sheet_asked = Signal(object)

    def __init__(self, last: str = "", parent: QWidget | None = None) -> None:
        """`last`: what was started here before, without its secrets; "" when nothing is known."""
        super().__init__(parent)
        self.set_title(self.tr("Choose the picture source"))
        self._last = last
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Sources that are there now"))
        self._list.setMinimumHeight(80)
        self._list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._list.itemActivated.connect(self._take_listed)
        self._list.itemClicked.connect(self._on_listed)
        self._list.itemSelectionChanged.connect(self._follow)
        self._address = self._field("rtsp://camera.ward/stream", 2048)
        self._user = self._field("", 128)
        self._password = self._field("", 128)
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        for label, field in (
            (self.tr("Or a network address"), self._address),
            (self.tr("User (if the camera asks)"), self._user),
            (self.tr("Password"), self._password),
        ):
            field.setAccessibleName(label)
            form.addRow(label, field)
        self._says = QLabel()
        self._says.setWordWrap(True)
        self._schemes = QWidget()
        self._place(form)
        self._address.textChanged.connect(self._follow)
        self._ask_scheme(on=False)
        self.show_looking()
        if "://" in last:
            self._address.setText(last)
        self._follow()

    @property
    def says(self) -> str:
        """What is wrong with the address, or what would be started."""
        return self._says.text()

    def show_looking(self) -> None:
        """Say that cameras are being looked for."""
        self._list.clear()
        looking = QListWidgetItem(self.tr("Looking for cameras ..."))
        looking.setFlags(Qt.ItemFlag.NoItemFlags)
        self._list.addItem(looking)

    def show_choices(self, choices: Sequence[SourceChoice]) -> None:
        """List what was found; the drawn infant is chosen beforehand only where no camera is known."""
        self._list.clear()
        for choice in choices:
            item = QListWidgetItem(shown(choice.label))
            item.setData(SPEC_ROLE, choice.spec)
            self._list.addItem(item)
        specs = [choice.spec for choice in choices]
        known = self._last not in {"", SIMULATED}
        real = next((spec for spec in specs if spec != SIMULATED), None)
        wanted = self._last if self._last in specs and self._last != SIMULATED else real
        if wanted is None and not known and specs:
            wanted = specs[0]
        if wanted is not None:
            self._list.setCurrentRow(specs.index(wanted))
        self._follow()

    def address(self) -> str:
        """The typed address with user and password in it; "" when it is none."""
        typed = self._address.text().strip()
        if not (self._user.text() or self._password.text()):
            return typed
        url = QUrl(typed)
        url.setUserName(self._user.text(), QUrl.ParsingMode.DecodedMode)
        url.setPassword(self._password.text(), QUrl.ParsingMode.DecodedMode)
        return bytes(url.toEncoded().data()).decode("ascii")

    @Slot()
    def dismiss(self) -> None:
        """Close, and forget what was typed."""
        super().dismiss()
        for field in (self._address, self._user, self._password):
            field.clear()

    def _place(self, form: QFormLayout) -> None:
        schemes = QHBoxLayout(self._schemes)
        schemes.setContentsMargins(0, 0, 0, 0)
        for scheme in SCHEMES:
            button = QPushButton(f"{scheme}://")
            button.setAccessibleName(
                self.tr("The address begins with {scheme}").format(scheme=f"{scheme}://")
            )
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked, one=scheme: self._put_scheme(one))
            schemes.addWidget(button)
        files = QHBoxLayout()
        for text, act in (
            (self.tr("Video file ..."), self._pick_file),
            (self.tr("Picture folder ..."), self._pick_folder),
        ):
            button = QPushButton(text)
            button.setAccessibleName(text)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            files.addWidget(button)
        self.content.addWidget(QLabel(self.tr("Sources that are there now")))
        self.content.addWidget(self._list, 1)
        self.content.addLayout(form)
        self.content.addWidget(self._says)
        self.content.addWidget(self._schemes)
        self.content.addLayout(files)
        self.start = self.add_foot(self.tr("Start"), strong=True)
        self.start.clicked.connect(self._take)

    def _field(self, hint: str, longest: int) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(hint)
        field.setMaxLength(longest)
        return field

    @Slot()
    def _follow(self) -> None:
        """Say what Start would start."""
        self._ask_scheme(on=False)
        item = self._list.currentItem()
        if self._address.text().strip():
            self._say(self.tr("Start takes the address."))
        elif item is not None and item.data(SPEC_ROLE):
            self._say(self.tr("Start takes: {source}").format(source=item.text()))
        else:
            self._say(self.tr("Choose a source, or type an address."))

    @Slot(QListWidgetItem)
    def _on_listed(self, _item: QListWidgetItem) -> None:
        # The address of last time was nobody's wish yet; one that was typed stays.
        if self._address.text() == self._last:
            self._address.clear()

    @Slot()
    def _take(self) -> None:
        typed = self._address.text().strip()
        item = self._list.currentItem()
        if typed:
            self._take_typed(typed)
        elif self._user.text() or self._password.text():
            self._say(self.tr("User and password belong to a network address: type it, too."))
        elif item is not None and item.data(SPEC_ROLE):
            self._give(str(item.data(SPEC_ROLE)))
        else:
            self._say(self.tr("Choose a source, or type an address."))

    def _take_typed(self, typed: str) -> None:
        secret = bool(self._user.text() or self._password.text())
        if "://" in typed:
            address = self.address()
            if not QUrl(typed).host() or not address:
                self._say(self.tr("That is no address of a camera: such as rtsp://camera.ward/stream"))
                return
            self._give(address)
        elif not secret and (_is_path(typed) or typed.isdigit()):
            self._give(typed)
        elif typed.lower().startswith(tuple(f"{scheme}:" for scheme in SCHEMES)):
            self._say(self.tr("That is no address of a camera: such as rtsp://camera.ward/stream"))
        else:
            self._say(
                self.tr("{address} does not say how the camera speaks. How does its address begin?").format(
                    address=typed
                )
            )
            self._ask_scheme(on=True)

    def _put_scheme(self, scheme: str) -> None:
        self._address.setText(f"{scheme}://{self._address.text().strip().lstrip('/')}")
        self._take()

    def _ask_scheme(self, *, on: bool) -> None:
        self._schemes.setVisible(on)

    def _say(self, words: str) -> None:
        self._says.setText(words)

    @Slot(QListWidgetItem)
    def _take_listed(self, item: QListWidgetItem) -> None:
        if self._address.text().strip():
            self._say(self.tr("There is an address, too: clear it, or press Start to take it."))
        elif item.data(SPEC_ROLE):
            self._give(str(item.data(SPEC_ROLE)))

    @Slot()
    def _pick_file(self) -> None:
        self._pick(FileSheet(self.tr("Video file"), Wanted.FILE, Path.home()))

    @Slot()
    def _pick_folder(self) -> None:
        self._pick(FileSheet(self.tr("Picture folder"), Wanted.FOLDER, Path.home()))

    def _pick(self, picker: FileSheet) -> None:
        picker.chosen.connect(lambda path: self._give(str(path)))
        self.sheet_asked.emit(picker)

    @Slot(str)
    def _give(self, spec: str) -> None:
        if self.open_now:
            self.dismiss()
            self.chosen.emit(spec)


def _is_path(typed: str) -> bool:
    """Two slashes may begin a host, so they make no path; what is there is one, whatever its name."""
    try:
        return (typed.startswith(PATH_STARTS) and not typed.startswith("//")) or Path(typed).exists()
    except (OSError, ValueError):
        return False
