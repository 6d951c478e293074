"""What the window remembers, and what it does not do while another program holds the folder."""

from __future__ import annotations

import pytest

from neopain.bedside.screen_settings import ScreenSettings
from neopain.core.clock import SystemClock
from neopain.ui.controllers.session_control import SessionControl
from neopain.ui.main_window import MainWindow
from neopain.ui.platform.sound import AlarmSound
from neopain.ui.style.theme import DAY, NIGHT, ThemeChoice


@pytest.fixture
def another(qtbot, service, player, tmp_path):
    """Builds a window over the same folder, as the next start does."""
    built = []

    def build() -> MainWindow:
        shown = MainWindow(SessionControl(service), AlarmSound(player, tmp_path), SystemClock())
        qtbot.addWidget(shown)
        shown.show()
        built.append(shown)
        return shown

    yield build
    for shown in built:
        shown.leave()


def test_what_the_trend_shows_is_what_was_chosen_last_time(window, another):
    window.body.trend.head.intensity.click()
    window.leave()
    later = another()
    assert (later.body.layers.intensity, later.body.layers.signs) == (False, True)
    assert not later.body.trend.plot._intensity.isVisible()


def test_place_and_theme_are_those_of_last_time(window, another):
    window.resize(780, 740)
    window.controls.choose_theme(ThemeChoice.NIGHT)
    window.leave()
    later = another()
    assert (later.width(), later.height()) == (780, 740)
    assert later.controls._theme is ThemeChoice.NIGHT
    assert later.theme_switch._worn[0] is NIGHT


@pytest.mark.parametrize(
    "kept", [ScreenSettings("nonsense", "purple", ""), ScreenSettings("////", "", "\x00")]
)
def test_what_makes_no_sense_begins_as_on_the_first_day(service, another, kept):
    service.screen.keep(kept)
    first = another()
    assert (first.width(), first.height()) == (1280, 720)
    assert first.controls._theme is ThemeChoice.AUTO


def test_the_camera_is_remembered_without_its_password_and_goes_before_the_drawn_infant(
    qtbot, running, service, another
):
    qtbot.waitUntil(lambda: service.screen.load().source == "simulated")
    running.screen_control.keep_source("rtsp://nurse:geheim@cam.ward/stream")
    qtbot.waitUntil(lambda: service.screen.load().source == "rtsp://cam.ward/stream")
    running.leave()
    later = another()
    later.cameras.ask()
    later.sheets.top.attach.click()
    assert later.sheets.top.choose.address.text() == "rtsp://cam.ward/stream"
    later.cameras.close()


def test_while_another_program_holds_the_folder_this_window_is_for_review(qtbot, window, service):
    service.held_by = "NeoPain of bed 4 (process 4711)"
    window._follow_session()
    window.start("simulated")
    assert service.started == []
    assert "bed 4" in window.notice.text
    assert "review only" in window.notice.text
    for button in (window.controls.run, window.controls.patient, window.controls.standby):
        assert not button.isEnabled()
    window.review.ask()
    assert window.sheets.top is not None


def test_the_picture_is_dimmed_at_night_and_alarms_are_not():
    assert DAY.picture_dim == 0.0
    assert 0.3 <= NIGHT.picture_dim < 0.8
    assert NIGHT.alarm_medium == DAY.alarm_medium
