"""The sheet that attaches a camera: choose, log in, test, look and name. Each step can be left at once."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from neopain.bedside.cameras.known_cameras import CameraAccess, KnownCamera
from neopain.bedside.cameras.trial import TrialWish
from neopain.capture.addresses.credentials import Credentials
from neopain.capture.open_source import is_usb
from neopain.capture.probe import Stage
from neopain.core.clock import Clock
from neopain.core.frames import Frame
from neopain.ui.sheets.attach.choose_page import ChoosePage, Chosen
from neopain.ui.sheets.attach.login_page import LoginPage
from neopain.ui.sheets.attach.picture_page import PicturePage
from neopain.ui.sheets.attach.test_page import TestPage
from neopain.ui.sheets.attach.work import AttachWork
from neopain.ui.sheets.sheet import Sheet
from neopain.workers.frames.mailbox import Mailbox

CHOOSE, LOGIN, TEST, PICTURE = range(4)


class AttachSheet(Sheet):
    """Four pages and what is chosen so far; everything slow is `work`'s.

    Signals:
        attached: KnownCamera, saved and let go of, to be monitored now.
        login_lost: KnownCamera, the same, where the keyring did not take its login after all.
    """

    attached = Signal(object)
    login_lost = Signal(object)

    def __init__(
        self, work: AttachWork, clock: Clock, *, running: bool = False, parent: QWidget | None = None
    ) -> None:
        """`running`: a session runs, whose camera is changed at the end; else one is started."""
        super().__init__(parent)
        self.work = work
        self._running = running
        self._chosen: Chosen | None = None
        self._fingerprint = ""
        self._access: CameraAccess | None = None
        self._test_number = 0
        self._keeps = False
        self.choose, self.login = ChoosePage(), LoginPage()
        self.test, self.picture = TestPage(), PicturePage(clock)
        self._pages = QStackedWidget()
        for page in (self.choose, self.login, self.test, self.picture):
            self._pages.addWidget(page)
        self.content.addWidget(self._pages, 1)
        self.back = self.add_foot(self.tr("Back"))
        self.again = self.add_foot(self.tr("Test again"))
        self.next = self.add_foot(self.tr("Next"), strong=True)
        self._connect()
        self._turn(CHOOSE)
        work.begin()

    @property
    def step(self) -> int:
        """CHOOSE, LOGIN, TEST or PICTURE."""
        return self._pages.currentIndex()

    def begin_with(self, address: str) -> None:
        """An address of before, without its login."""
        self.choose.begin_with(address)

    def log_in(self, camera: KnownCamera) -> None:
        """A known camera whose login is not remembered."""
        self._fingerprint = camera.fingerprint
        self.picture.name.setText(camera.name)
        if camera.partial:
            # A part of its address was forgotten with the login.
            self.choose.begin_with(camera.address.removesuffix("?…"))
            return
        self._on_chosen(Chosen(camera.address, "", f"{camera.name}: {camera.address}", camera.name))

    @Slot(bool)
    def show_running(self, running: bool) -> None:  # noqa: FBT001  a signal's slot
        """Whether a session runs, whose camera is changed at the end."""
        self._running = running
        self._name_next()

    @Slot()
    def dismiss(self) -> None:
        """Close, end everything under way and forget what was typed."""
        if self.open_now:
            self.work.end()
            self.picture.show_pictures(None)
            self.choose.forget()
            self.login.forget()
            self._access = None
        super().dismiss()

    def _connect(self) -> None:
        work, choose, picture = self.work, self.choose, self.picture
        self.back.clicked.connect(self._go_back)
        self.again.clicked.connect(self._test)
        self.next.clicked.connect(self._go_on)
        choose.chosen.connect(self._on_chosen)
        choose.search_asked.connect(self._search)
        choose.scheme_asked.connect(lambda: self.scroll_to(choose.schemes))
        self.test.accepted.connect(self._on_accepted)
        work.plugged.connect(choose.show_plugged)
        work.found.connect(choose.show_found)
        work.searched.connect(self._on_searched)
        work.keeps.connect(self._on_keeps)
        work.staged.connect(self._on_stage)
        work.tested.connect(self._on_tested)
        work.previewing.connect(self._on_previewing)
        work.looked.connect(picture.show_look)
        work.source_told.connect(picture.show_source)
        work.saved.connect(self._on_saved)
        work.failed.connect(self._on_failed)

    def _turn(self, step: int) -> None:
        titles = (
            self.tr("Attach a camera, 1 of 4: which one"),
            self.tr("Attach a camera, 2 of 4: its login"),
            self.tr("Attach a camera, 3 of 4: the test"),
            self.tr("Attach a camera, 4 of 4: picture and name"),
        )
        self.set_title(titles[step])
        self._pages.setCurrentIndex(step)
        self.back.setVisible(step != CHOOSE)
        self.again.setVisible(step == TEST)
        self.again.setEnabled(False)
        self.next.setEnabled(step != TEST)
        self._name_next()
        self.take_focus()

    def _name_next(self) -> None:
        words = self.tr("Next")
        if self.step == PICTURE:
            words = self.tr("Save and change to it") if self._running else self.tr("Save and start")
        self.next.setText(words)
        self.next.setAccessibleName(words)

    @Slot()
    def _go_on(self) -> None:
        if self.step == CHOOSE:
            self.choose.take()
        elif self.step == LOGIN:
            self._test()
        elif self.step == TEST and self._access is not None:
            self._look()
        elif self.step == PICTURE and self._access is not None:
            self.next.setEnabled(False)
            self.work.save(self.picture.name.text(), self._access)

    @Slot()
    def _go_back(self) -> None:
        self.work.cancel_test()
        self.work.end_preview()
        self.picture.show_pictures(None)
        without_login = self._chosen is None or not self._chosen.wants_login
        before = {LOGIN: CHOOSE, TEST: CHOOSE if without_login else LOGIN, PICTURE: TEST}
        step = before.get(self.step, CHOOSE)
        self._turn(step)
        if step == TEST:
            self._test()

    @Slot(object)
    def _on_chosen(self, chosen: Chosen) -> None:
        if self._chosen is not None and self._chosen != chosen:
            # A certificate is accepted for one camera, and a login typed for one.
            self._fingerprint = ""
            self.login.forget()
        self._chosen = chosen
        self.login.show_camera(chosen.label, chosen.typed)
        if chosen.wants_login:
            self._turn(LOGIN)
        else:
            self._test()

    @Slot()
    def _test(self) -> None:
        chosen = self._chosen
        if chosen is None:
            return
        self._access = None
        self._turn(TEST)
        self.test.begin(usb=is_usb(chosen.spec), by_onvif=bool(chosen.service))
        login = self.login.login if chosen.wants_login else Credentials()
        wish = TrialWish(chosen.spec, chosen.service, chosen.name, login, self._fingerprint)
        self._test_number = self.work.test(wish)

    @Slot(str)
    def _on_accepted(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        self._test()

    @Slot()
    def _search(self) -> None:
        self.choose.show_searching(on=True)
        self.work.search()

    @Slot()
    def _on_searched(self) -> None:
        self.choose.show_searching(on=False)

    @Slot(bool)
    def _on_keeps(self, keeps: bool) -> None:  # noqa: FBT001  a signal's slot
        self._keeps = keeps
        self.login.show_keeps(keeps=keeps)

    @Slot(int, object)
    def _on_stage(self, number: int, stage: Stage) -> None:
        if number == self._test_number and self.step == TEST:
            self.test.show_stage(stage)

    @Slot(int, object)
    def _on_tested(self, number: int, access: CameraAccess | None) -> None:
        if number != self._test_number or self.step != TEST:
            return
        self._access = access
        self.test.show_end(passed=access is not None)
        self.again.setEnabled(True)
        self.next.setEnabled(access is not None)
        (self.next if access is not None else self.again).setFocus()

    def _look(self) -> None:
        if self._access is None or self._chosen is None:
            return
        self._turn(PICTURE)
        self.picture.begin(self._chosen.name)
        self.work.preview(self._access)

    @Slot(object)
    def _on_previewing(self, screen: Mailbox[Frame]) -> None:
        if self.step == PICTURE:
            self.picture.show_pictures(screen)

    @Slot(object, bool)
    def _on_saved(self, camera: KnownCamera, lasts: bool) -> None:  # noqa: FBT001  a signal's slot
        self.dismiss()
        if self._keeps and not lasts:
            self.login_lost.emit(camera)
        self.attached.emit(camera)

    @Slot(str)
    def _on_failed(self, words: str) -> None:
        if self.step == PICTURE:
            self.next.setEnabled(True)
            self.picture.say(words)
        elif self.step == TEST:
            self.test.show_fault(words)
            self.again.setEnabled(True)
        else:
            self.choose.say(words)
