"""Step 1: a camera that is plugged in, one of the network, or an address; by brand, the path is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
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

from neopain.capture.addresses.address import SCHEMES, Address, check_address
from neopain.capture.discovery.brands import BRANDS
from neopain.capture.discovery.ws_discovery import FoundCamera
from neopain.capture.open_source import is_usb
from neopain.capture.usb.cameras import CameraInfo
from neopain.core.errors import SettingFault
from neopain.ui.language.translate import breakable, shown

ASKED_SCHEMES = ("rtsp", "http", "https")
CHOICE_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen, without its login.

    Attributes:
        spec: a USB camera or an address; "" for a camera of the network, whose `service` is asked.
        service: as in `TrialWish`.
        label: for people.
        name: the name to propose.
        typed: the login that stood in the address, user and password.
    """

    spec: str
    service: str
    label: str
    name: str
    typed: tuple[str, str] = ("", "")

    @property
    def wants_login(self) -> bool:
        """Whether it may ask for one."""
        return not is_usb(self.spec)


class ChoosePage(QWidget):
    """What was typed goes before what is chosen in the list, and is never replaced by it.

    Signals:
        chosen: Chosen.
        search_asked: the network is to be asked once more.
        scheme_asked: how the address begins; `schemes` has the answers.
        changed: something else is chosen or typed now.
    """

    chosen = Signal(object)
    search_asked = Signal()
    scheme_asked = Signal()
    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._usb: Sequence[CameraInfo] = ()
        self._network: dict[str, FoundCamera] = {}
        self._searching = True
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Cameras that are there now"))
        self.list.setMinimumHeight(96)
        self.list.itemActivated.connect(lambda _item: self.take())
        self.list.itemSelectionChanged.connect(self._follow)
        self.list.itemClicked.connect(self._on_listed)
        self.again = QPushButton(self.tr("Search the network again"))
        self.again.setAccessibleName(self.again.text())
        self.again.setAutoDefault(False)
        self.again.clicked.connect(self.search_asked)
        self.address = QLineEdit()
        self.address.setMaxLength(2048)
        self.address.setPlaceholderText("rtsp://192.168.1.20/stream")
        self.address.textChanged.connect(self._follow)
        self.brand = QComboBox()
        self.brand.addItem(self.tr("another brand: the address is whole"))
        self.brand.addItems([brand.name for brand in BRANDS])
        self.brand.currentIndexChanged.connect(self._follow)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for label, field in (
            (self.tr("Or its address or number"), self.address),
            (self.tr("Its brand"), self.brand),
        ):
            field.setAccessibleName(label)
            form.addRow(label, field)
        self._says = QLabel()
        self._says.setWordWrap(True)
        self._says.setTextFormat(Qt.TextFormat.PlainText)
        self.schemes = QWidget()
        self._place(form)
        self._follow()
        self._list_all()

    @property
    def says(self) -> str:
        """What is wrong with the address, or what goes on."""
        return self._says.text().replace("\u200b", "")

    def show_plugged(self, cameras: Sequence[CameraInfo]) -> None:
        """The cameras that are plugged in now."""
        self._usb = cameras
        self._list_all()

    def show_found(self, camera: FoundCamera) -> None:
        """One more camera of the network."""
        self._network[camera.endpoint or camera.host] = camera
        self._list_all()

    def show_searching(self, *, on: bool) -> None:
        """Whether the network is being asked; asking anew forgets who answered."""
        self._searching = on
        self.again.setEnabled(not on)
        if on:
            self._network.clear()
        self._list_all()

    def begin_with(self, address: str) -> None:
        """An address of before."""
        self.address.setText(address)

    def forget(self) -> None:
        """Wipe what was typed."""
        self.address.clear()

    @Slot()
    def take(self) -> None:
        """Go on with what was typed, else with what is chosen; or say what is missing."""
        typed = self.address.text().strip()
        item = self.list.currentItem()
        if typed:
            self._take_typed(typed)
        elif item is not None and item.data(CHOICE_ROLE):
            self.chosen.emit(item.data(CHOICE_ROLE))
        else:
            self.say(self.tr("Choose a camera, or type its address."))

    def _place(self, form: QFormLayout) -> None:
        row = QHBoxLayout(self.schemes)
        row.setContentsMargins(0, 0, 0, 0)
        for scheme in ASKED_SCHEMES:
            button = QPushButton(f"{scheme}://")
            button.setAccessibleName(
                self.tr("The address begins with {scheme}").format(scheme=f"{scheme}://")
            )
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked, one=scheme: self._put_scheme(one))
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self.again)
        column.addLayout(form)
        column.addWidget(self._says)
        column.addWidget(self.schemes)

    def _list_all(self) -> None:
        item = self.list.currentItem()
        before = None if item is None else item.data(CHOICE_ROLE)
        self.list.clear()
        choices = [
            *(
                Chosen(one.spec, "", self.tr("USB: {name}").format(name=one.name), one.name)
                for one in self._usb
            ),
            *(_of_network(one, self.tr("Network: {name} ({host})")) for one in self._network.values()),
        ]
        for choice in choices:
            row = QListWidgetItem(choice.label)
            row.setData(CHOICE_ROLE, choice)
            self.list.addItem(row)
            if choice == before:
                self.list.setCurrentItem(row)
        if self._searching or not choices:
            told = QListWidgetItem(
                self.tr("Asking the network for cameras ...")
                if self._searching
                else self.tr("No camera is plugged in, and none answers in this network.")
            )
            told.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(told)

    @Slot(QListWidgetItem)
    def _on_listed(self, _item: QListWidgetItem) -> None:
        if self.address.text().strip():
            self.say(self.tr("There is an address, too: clear it to take the camera of the list."))

    @Slot()
    def _follow(self) -> None:
        self.schemes.hide()
        item = self.list.currentItem()
        if self.address.text().strip():
            self.say(self.tr("Next takes the address."))
        elif item is not None and item.data(CHOICE_ROLE):
            self.say(self.tr("Next takes: {camera}").format(camera=item.text()))
        else:
            self.say(self.tr("Choose a camera, or type its address."))
        self.changed.emit()

    def _take_typed(self, typed: str) -> None:
        try:
            if self.brand.currentIndex() > 0:
                brand = BRANDS[self.brand.currentIndex() - 1]
                self._give(check_address(brand.address(typed)), brand.name)
            elif "://" in typed:
                self._give(check_address(typed), "")
            elif is_usb(typed):
                self.chosen.emit(Chosen(typed, "", typed, typed))
            elif _is_path(typed):
                self.say(self.tr("That is a file: close this sheet and choose Video file."))
            elif typed.lower().startswith(tuple(f"{scheme}:" for scheme in SCHEMES)):
                self.say(self.tr("That is no address of a camera: such as rtsp://camera.ward/stream"))
            else:
                self.say(
                    self.tr(
                        "{address} does not say how the camera speaks. How does its address begin?"
                    ).format(address=typed)
                )
                self.schemes.show()
                self.scheme_asked.emit()
        except SettingFault as fault:
            self.say(shown(str(fault)))

    def _give(self, address: Address, brand: str) -> None:
        label = f"{brand}: {address.name}" if brand else address.name
        self.chosen.emit(Chosen(address.url, "", label, address.host, (address.user, address.password)))

    def _put_scheme(self, scheme: str) -> None:
        self.address.setText(f"{scheme}://{self.address.text().strip().lstrip('/')}")
        self.take()

    def say(self, words: str) -> None:
        """A line under the address."""
        self._says.setText(breakable(words))


def _of_network(camera: FoundCamera, words: str) -> Chosen:
    label = words.format(name=camera.name, host=camera.host)
    return Chosen("", camera.service, label, camera.name)


def _is_path(typed: str) -> bool:
    try:
        return Path(typed).exists()
    except (OSError, ValueError):
        return False
