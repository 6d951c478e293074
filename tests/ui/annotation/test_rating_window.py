"""A rater's whole way through the real window, by keyboard; and what the window must not tell."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTextBrowser, QWidget

from neopain.core.clock import SystemClock
from neopain.ui.style.theme import ThemeChoice
from neopain_export.annotation.folder.whose_turn import adjudicate
from neopain_export.annotation.rating.tasks import NFCS, NIPS_FACE, Answer, Reason
from neopain_export.annotation.window import keys
from neopain_export.annotation.window.rating_window import RatingWindow
from tests.fakes import FakeClock
from tests.ui.language.pseudo_language import PseudoTranslator, cut_off
from tests.unit.export.annotation.made_annotations import answer_all, begin, made_plan
from tests.unit.export.study.films import even_times, write_film

SECRETS = ("secret", "lance", "pain_", ".png", "2026", "infant-")
MAY_BE_SHORTENED = ("investigational", "Forschung")


@pytest.fixture
def opened(qtbot):
    """Open a pass in a window; closed at the end."""
    windows = []

    def open_it(one, size=(1280, 720), clock=None):
        window = RatingWindow(one, clock or SystemClock())
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=8000)
        windows.append(window)
        wait_seen(qtbot, window)
        return window

    yield open_it
    for window in windows:
        window.close()


def wait_seen(qtbot, window):
    qtbot.waitUntil(lambda: window.item is None or window.loader.has(window.item.id), timeout=8000)


def press(qtbot, window, *strokes):
    """Keys as they are typed, each once what is to be judged is seen."""
    for stroke in strokes:
        wait_seen(qtbot, window)
        combination = QKeySequence(stroke)[0]
        qtbot.keyClick(window.windowHandle(), combination.key(), combination.keyboardModifiers())
        QApplication.processEvents()


def said(one):
    return [one.course.answer_at(place) for place in range(one.course.answered)]


def words_of(root):
    texts = [root.windowTitle()]
    for widget in (root, *root.findChildren(QWidget)):
        texts += [
            widget.toolTip(),
            widget.accessibleName(),
            widget.accessibleDescription(),
            widget.objectName(),
        ]
        texts += [widget.windowTitle(), widget.statusTip(), widget.whatsThis()]
        if isinstance(widget, QAbstractButton | QLabel):
            texts.append(widget.text())
        if isinstance(widget, QTextBrowser):
            texts.append(widget.toPlainText())
    return " ".join(texts)


def test_a_whole_session_of_nfcs_by_keyboard(qtbot, opened, tmp_path):
    plan = made_plan(tmp_path, infants=1, each=3)
    one = begin(tmp_path, plan, repeat=0.0)
    window = opened(one)
    press(qtbot, window, "1", "4", "Return")
    press(qtbot, window, "2", "2", "Alt+7", "Return")
    press(qtbot, window, "C", "3")
    assert said(one) == [
        Answer((1, 0, 0, 1, 0, 0, 0)),
        Answer((0, 0, 0, 0, 0, 0, None)),
        Answer(reason=Reason.TOO_DARK),
    ]
    assert window.pages.currentWidget() is window.end_page
    assert not one.course.finished
    press(qtbot, window, "Ctrl+Z")
    assert len(said(one)) == 2
    press(qtbot, window, "7", "Enter")
    press(qtbot, window, "Return")
    assert one.course.finished
    qtbot.waitUntil(lambda: "second rater" in window.end_page.text, timeout=8000)
    again = begin(tmp_path, plan)
    assert said(again) == said(one)
    assert again.course.finished


def test_a_whole_session_of_nips_by_keyboard_and_mouse(qtbot, opened, tmp_path):
    plan = made_plan(tmp_path, task=NIPS_FACE, infants=2, each=2)
    one = begin(tmp_path, plan, repeat=0.5)
    window = opened(one)
    assert len(one.course.order) == 6
    press(qtbot, window, "1", "0")
    wait_seen(qtbot, window)
    qtbot.mouseClick(window.panel.values[1], Qt.MouseButton.LeftButton)
    wait_seen(qtbot, window)
    qtbot.mouseClick(window.cannot, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(window.panel.reasons[Reason.BLURRED], Qt.MouseButton.LeftButton)
    press(qtbot, window, "0", "1")
    assert said(one) == [
        Answer((1,)), Answer((0,)), Answer((1,)), Answer(reason=Reason.BLURRED), Answer((0,)), Answer((1,)),
    ]  # fmt: skip


def test_back_shows_what_was_said_and_another_answer_replaces_it(qtbot, opened, tmp_path):
    plan = made_plan(tmp_path)
    one = begin(tmp_path, plan)
    window = opened(one)
    press(qtbot, window, "1", "Return", "C", "1", "Left")
    assert window.panel.reasons[Reason.FACE_COVERED].isChecked()
    assert not window.panel.confirm.isEnabled()
    press(qtbot, window, "Left")
    assert [row.value for row in window.panel.rows] == [1, 0, 0, 0, 0, 0, 0]
    press(qtbot, window, "5", "Return")
    assert one.course.place == 1
    assert said(one)[0] == Answer((1, 0, 0, 0, 1, 0, 0))
    press(qtbot, window, "Ctrl+Z")
    assert said(one)[0] == Answer((1, 0, 0, 0, 0, 0, 0))
    press(qtbot, window, "Right", "Right", "Right")
    assert one.course.place == 2


def test_a_pause_hides_the_picture_and_stops_the_time(qtbot, opened, tmp_path):
    clock = FakeClock()
    plan = made_plan(tmp_path)
    one = begin(tmp_path, plan)
    window = opened(one, clock=clock)
    clock.now += 3.0
    press(qtbot, window, "P")
    assert window.face.empty
    assert not window.face.isVisible()
    clock.now += 100.0
    press(qtbot, window, "1", "Return", "P")
    assert one.course.answered == 0
    assert not window.face.empty
    clock.now += 2.0
    press(qtbot, window, "Return")
    assert '"shown_s": 5.0' in one.path.read_text()


@pytest.mark.parametrize("task", [NFCS, NIPS_FACE])
def test_nothing_that_could_sway_is_said_anywhere(qtbot, opened, tmp_path, task):
    plan = made_plan(tmp_path, task=task)
    one = begin(tmp_path, plan)
    window = opened(one)
    told = words_of(window)
    press(qtbot, window, "C")
    told += words_of(window)
    press(qtbot, window, "1", "P")
    told += words_of(window)
    press(qtbot, window, "P", "Left")
    told += words_of(window)
    assert "Brow bulge" in told or "grimace" in told
    ids = [item.id for item in plan.items]
    found = [word for word in (*SECRETS, *ids, str(tmp_path)) if word in told]
    assert found == []


def test_a_file_that_cannot_be_read_gets_a_reason_and_its_name_is_not_told(qtbot, opened, tmp_path, caplog):
    plan = made_plan(tmp_path, task=NIPS_FACE)
    for item in plan.items:
        item.path.write_bytes(b"broken")
    one = begin(tmp_path, plan, repeat=0.0)
    window = opened(one)
    qtbot.waitUntil(lambda: window.panel.asks_why, timeout=8000)
    press(qtbot, window, "Escape", "1", "0")
    assert one.course.answered == 0
    press(qtbot, window, "C", "6")
    assert said(one) == [Answer(reason=Reason.UNREADABLE)]
    assert "was changed" in caplog.text
    assert not any(word in words_of(window) for word in SECRETS)


def test_an_answer_that_cannot_be_kept_is_told_and_not_taken(qtbot, opened, tmp_path, monkeypatch):
    plan = made_plan(tmp_path, task=NIPS_FACE)
    one = begin(tmp_path, plan)
    window = opened(one)

    def full(_number):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("neopain_export.annotation.folder.passes.os.fsync", full)
        press(qtbot, window, "1")
    assert "No space left" in window.notice.text
    assert one.course.answered == 0
    press(qtbot, window, "1")
    assert window.notice.text == ""
    assert said(begin(tmp_path, plan)) == [Answer((1,))]


def test_an_adjudicator_decides_what_is_in_dispute_and_sees_no_rater(qtbot, opened, tmp_path):
    plan = made_plan(tmp_path, infants=1, each=2)
    answer_all(begin(tmp_path, plan, "AB"), lambda _: Answer((1, 1, 0, 0, 0, 0, 0)))
    answer_all(begin(tmp_path, plan, "CD"), lambda _: Answer((1, 0, 0, 0, 0, 0, 1)))
    one = adjudicate(tmp_path / "out", plan, "EF", seed=None, clock=FakeClock())
    window = opened(one)
    rows = window.panel.rows
    assert [row.known for row in rows] == [True, False, True, True, True, True, False]
    assert not window.panel.confirm.isEnabled()
    # Of what both said only that is seen; what is in dispute has all three answers.
    assert [sorted(b.text() for b in row.buttons.values() if b.isVisible()) for row in rows[:3]] == [
        ["present"],
        ["absent", "not seen", "present"],
        ["absent"],
    ]
    told = words_of(window)
    assert "In dispute" in told
    assert "AB" not in told
    assert "CD" not in told
    press(qtbot, window, "1", "Return")
    assert rows[0].value == 1
    assert one.course.answered == 0
    press(qtbot, window, "2", "7", "7", "Return")
    assert said(one) == [Answer((1, 1, 0, 0, 0, 0, 0))]
    press(qtbot, window, "C", "7", "Return")
    assert one.course.finished
    qtbot.waitUntil(lambda: "Brow bulge" in window.end_page.figures.toPlainText(), timeout=30_000)


def test_agreement_is_told_only_when_both_can_change_nothing(qtbot, opened, tmp_path):
    plan = made_plan(tmp_path, task=NIPS_FACE)
    answer_all(begin(tmp_path, plan, "AB"), lambda item: Answer((int(item < "8"),)))
    one = answer_all(begin(tmp_path, plan, "CD"), lambda item: Answer((int(item < "4"),)), finish=False)
    window = opened(one)
    assert window.end_page.figures.isHidden()
    press(qtbot, window, "Return")
    qtbot.waitUntil(lambda: not window.end_page.figures.isHidden(), timeout=30_000)
    told = window.end_page.figures.toPlainText()
    assert "Kappa" in told
    assert "Few infants (3)" in told
    press(qtbot, window, "Left", "Ctrl+Z")
    assert window.pages.currentWidget() is window.end_page


def test_a_second_of_a_film_moves_again_and_again_and_can_be_stopped(qtbot, opened, tmp_path):
    from neopain_export.annotation.folder.plan import Plan, ordered, write_plan
    from neopain_export.annotation.sources.listing import list_items

    (tmp_path / "s1").mkdir()
    write_film(tmp_path / "s1" / "f.mp4", even_times(50, 25.0))
    found = list_items([tmp_path / "s1"], every_s=1.0, by="AB")
    plan = Plan(NIPS_FACE, ordered(found.items), "2026-01-01T00:00:00+00:00")
    write_plan(tmp_path / "out", plan)
    window = opened(begin(tmp_path, plan))
    assert window.face.moving
    rows = set()
    qtbot.waitUntil(lambda: rows.add(window.face._row) or len(rows) > 10, timeout=10_000)
    press(qtbot, window, "Space")
    assert not window.face.moving
    press(qtbot, window, "Space")
    assert window.face.moving


def owners(page):
    """By key, what on that page has it."""
    found: dict[str, list[QWidget]] = {}
    for one in page.findChildren(QShortcut):
        for key in QShortcut.keys(one):
            found.setdefault(key.toString(), []).append(one.parent())
    return found


@pytest.mark.parametrize("task", [NFCS, NIPS_FACE])
def test_no_key_has_two_owners_on_one_page_and_every_button_says_its_key(opened, tmp_path, task):
    window = opened(begin(tmp_path, made_plan(tmp_path, task=task)))
    everywhere = owners(window.header)
    rating = (window.back, window.on, window.undo, window.pause, window.play, window.cannot)
    shared = set(everywhere).union(*map(owners, rating))
    assert len(shared) == len(everywhere) + len(rating)
    for page in (window.panel.widget(0), window.panel.widget(1)):
        mine = owners(page)
        assert all(len(one) == 1 for one in mine.values()), mine
        assert not shared & set(mine)
    for page in (window.pause_page, window.end_page):
        assert all(len(one) == 1 for one in owners(page).values())
    told = [button for button in window.findChildren(QAbstractButton) if owners(button)]
    assert len(told) >= 15
    for button in told:
        assert any(keys.words_of(key) in button.text() for key in owners(button)), button.text()


@pytest.mark.parametrize("size", [(1280, 720), (800, 1280)], ids=["landscape", "portrait"])
@pytest.mark.parametrize("theme", [ThemeChoice.DAY, ThemeChoice.NIGHT])
@pytest.mark.parametrize("task", [NFCS, NIPS_FACE])
def test_a_right_to_left_screen_mirrors_and_cuts_nothing(qtbot, qapp, opened, tmp_path, size, theme, task):
    translator = PseudoTranslator(qapp)
    qapp.installTranslator(translator)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        window = opened(begin(tmp_path, made_plan(tmp_path, task=task)), size)
        window.theme.choose(theme)
        for keys_pressed in ((), ("C",), ("Escape", "P")):
            press(qtbot, window, *keys_pressed)
            window.grab()
            qtbot.wait(100)
            assert (window.width(), window.height()) == size
            left_out = [one for one in cut_off(window) if not any(word in one for word in MAY_BE_SHORTENED)]
            assert left_out == []
        press(qtbot, window, "P")
        if size[0] > size[1]:
            assert window.panel.geometry().left() < window.face.geometry().left()
        plain = [
            button.text() for button in window.findChildren(QAbstractButton)
            if button.text() and "]" not in button.text() and button.isVisible()
        ]  # fmt: skip
        assert plain == []
    finally:
        qapp.removeTranslator(translator)
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("size", [(1280, 720), (800, 1280)], ids=["landscape", "portrait"])
def test_german_fits(qtbot, german, opened, tmp_path, size):
    window = opened(begin(tmp_path, made_plan(tmp_path)), size)
    window.grab()
    qtbot.wait(100)
    assert [one for one in cut_off(window) if not any(word in one for word in MAY_BE_SHORTENED)] == []


def test_day_and_night_can_be_turned_and_the_picture_is_never_dimmed(qtbot, opened, tmp_path):
    window = opened(begin(tmp_path, made_plan(tmp_path)))
    looks = []
    for theme in (ThemeChoice.DAY, ThemeChoice.NIGHT):
        window.theme.choose(theme)
        qtbot.wait(50)
        image = window.face.grab().toImage()
        looks.append(image.pixelColor(image.width() // 2, image.height() // 2).name())
    assert looks[0] == looks[1]
    before = window.theme._worn
    press(qtbot, window, "F10")
    assert window.theme._worn != before
