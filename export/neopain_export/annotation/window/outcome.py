"""What is said behind the last picture; agreement only once both raters can change nothing any more."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject

from neopain.ui.platform.background import BackgroundCalls
from neopain_export.annotation.folder.passes import Pass, Role
from neopain_export.annotation.folder.results import between_raters, results_of
from neopain_export.annotation.rating.figures import Figures
from neopain_export.annotation.window.agreement_page import agreement_html
from neopain_export.annotation.window.end_page import EndPage

logger = logging.getLogger(__name__)
_Found = tuple[Figures | None, tuple[str, ...], int]


class Outcome(QObject):
    """Fills the last page."""

    def __init__(self, rated: Pass, page: EndPage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pass, self._page = rated, page
        self._calls = BackgroundCalls(self)
        self._asked = False

    def tell(self) -> None:
        """Say how it stands."""
        course = self._pass.course
        if not course.finished:
            self._page.show_open(len(course.order))
            return
        self._page.show_done(self.tr("Finished. Thank you; the window can be closed."))
        if not self._asked:
            self._asked = True
            self._calls.run(self._look, on_answer=self._tell_found, on_fault=self._fail)

    def end(self) -> None:
        """Wait for what is being computed."""
        self._calls.join(30.0)

    def _look(self) -> _Found:
        results = results_of(self._pass.folder, self._pass.plan)
        names = tuple(one.rater.who for one in results.finished)
        return between_raters(results, self._pass.plan), names, len(results.undecided)

    def _tell_found(self, found: _Found) -> None:
        figures, names, undecided = found
        if figures is None:
            words = self.tr("Finished. Thank you; agreement is told when a second rater has finished, too.")
            self._page.show_done(words)
            return
        if self._pass.rater.role is Role.RATER and undecided:
            words = self.tr("Finished. Thank you. In dispute are {count}: a third person decides them.")
            self._page.show_done(words.format(count=undecided))
        self._page.show_figures(agreement_html(figures, *names))

    @staticmethod
    def _fail(fault: Exception) -> None:
        logger.warning("the agreement cannot be computed: %s", fault)
