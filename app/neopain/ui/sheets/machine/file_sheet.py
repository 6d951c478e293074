"""A file or a folder on this machine: a path to type, and a list to touch. No dialog of the system's."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import QDir, QModelIndex, Signal, Slot
from PySide6.QtWidgets import (
    QFileSystemModel,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QWidget,
)

from neopain.paths import at_home
from neopain.ui.sheets.sheet import Sheet
from neopain.ui.style.sizes import TOUCH_MIN_PX
from neopain.ui.widgets.buttons.icon_paths import Icon
from neopain.ui.widgets.buttons.icons import icon_for


class Wanted(Enum):
    """What is chosen."""

    FILE = auto()
    FOLDER = auto()
    NEW_FILE = auto()


class FileSheet(Sheet):
    """Checks before it closes; a file that is there already is replaced only when it is pressed again.

    Signals:
        chosen: Path, absolute.
    """

    chosen = Signal(object)

    def __init__(
        self,
        title: str,
        wanted: Wanted,
        start: Path,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Args: title; what is wanted; the folder to begin in; the proposed name of a new file."""
        super().__init__(parent)
        self.set_title(title)
        self._wanted = wanted
        self._replace: Path | None = None
        self.path = QLineEdit()
        self.path.setAccessibleName(self.tr("Path"))
        self.path.textEdited.connect(self._on_typed)
        up = QPushButton()
        up.setIcon(icon_for(Icon.UP))
        up.setAccessibleName(self.tr("To the folder above"))
        up.setToolTip(up.accessibleName())
        up.setAutoDefault(False)
        up.setMinimumWidth(TOUCH_MIN_PX)
        up.clicked.connect(self._go_up)
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(up)
        self._model = QFileSystemModel(self)
        self._model.setReadOnly(True)
        shown = QDir.Filter.AllDirs | QDir.Filter.NoDotAndDotDot
        self._model.setFilter(shown if wanted is Wanted.FOLDER else shown | QDir.Filter.Files)
        self._list = QListView()
        self._list.setModel(self._model)
        self._list.setAccessibleName(self.tr("Files and folders there"))
        self._list.clicked.connect(self._on_clicked)
        self._list.activated.connect(self._on_clicked)
        self._says = QLabel()
        self._says.setWordWrap(True)
        self.content.addLayout(row)
        self.content.addWidget(self._list, 1)
        self.content.addWidget(self._says)
        self.accept_button = self.add_foot(self._word(), strong=True)
        self.accept_button.clicked.connect(self._accept)
        self._folder = start if start.is_dir() else Path.home()
        self._show(self._folder)
        self.path.setText(str(self._folder / name) if name else str(self._folder))

    @property
    def says(self) -> str:
        """Why a path was not taken; "" when nothing is wrong."""
        return self._says.text()

    def _word(self) -> str:
        return {
            Wanted.FILE: self.tr("Open"),
            Wanted.FOLDER: self.tr("Take this folder"),
            Wanted.NEW_FILE: self.tr("Save"),
        }[self._wanted]

    def _show(self, folder: Path) -> None:
        self._folder = folder
        self._list.setRootIndex(self._model.setRootPath(str(folder)))

    @Slot()
    def _go_up(self) -> None:
        self._enter(self._folder.parent)

    def _enter(self, folder: Path) -> None:
        name = Path(self.path.text()).name if self._wanted is Wanted.NEW_FILE else ""
        self._show(folder)
        self.path.setText(str(folder / name) if name else str(folder))
        self._tell("")

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        path = Path(self._model.filePath(index))
        if self._model.isDir(index):
            self._enter(path)
        else:
            self.path.setText(str(path))
            self._tell("")

    @Slot()
    def _on_typed(self) -> None:
        self._tell("")
        folder = Path(self.path.text())
        if self.path.text().endswith("/") and folder.is_dir():
            self._show(folder)

    @Slot()
    def _accept(self) -> None:
        path = self._typed()
        if not path.is_absolute():
            path = self._folder / path
        fault = self._fault(path)
        if fault:
            self._tell(fault)
            return
        if self._wanted is Wanted.NEW_FILE and path.exists() and self._replace != path:
            self._replace = path
            self._says.setText(self.tr("{name} is there already.").format(name=path.name))
            self.accept_button.setText(self.tr("Replace it"))
            return
        self.dismiss()
        self.chosen.emit(path)

    def _typed(self) -> Path:
        typed = self.path.text().strip()
        # A name may begin with a tilde without meaning anybody's home.
        return at_home(Path(typed)) or Path(typed) if typed else self._folder

    def _fault(self, path: Path) -> str:
        if self._wanted is Wanted.FILE and not path.is_file():
            return self.tr("There is no such file: {path}").format(path=path)
        if self._wanted is Wanted.FOLDER and not path.is_dir():
            return self.tr("There is no such folder: {path}").format(path=path)
        if self._wanted is Wanted.NEW_FILE and path.is_dir():
            return self.tr("That is a folder; give the file a name.")
        if self._wanted is Wanted.NEW_FILE and not path.parent.is_dir():
            return self.tr("There is no such folder: {path}").format(path=path.parent)
        return ""

    def _tell(self, words: str) -> None:
        self._replace = None
        self._says.setText(words)
        self.accept_button.setText(self._word())
