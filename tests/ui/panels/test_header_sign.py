"""While pictures may be kept the header says so, on every page; it is never left out for want of room."""

from __future__ import annotations

from types import SimpleNamespace

from neopain.ui.panels.bars.header_bar import HeaderBar
from tests.fakes import FakeClock, a_session


def test_the_sign_follows_the_consent_and_goes_last(qtbot):
    header = HeaderBar(FakeClock())
    qtbot.addWidget(header)
    clips = SimpleNamespace(allowed=False)
    header.show_monitor(SimpleNamespace(session=a_session(), source_name="a camera", clips=clips))
    assert not header.says_pictures_kept
    clips.allowed = True
    header._tell_time()
    assert header.says_pictures_kept
    header.resize(1200, 40)
    header._tell_time()
    assert header._kept.text().endswith("PICTURES KEPT")
    header.resize(120, 40)
    header._tell_time()
    assert header.says_pictures_kept
    assert header._kept.text().endswith("PICTURES")
    clips.allowed = False
    header._tell_time()
    assert not header.says_pictures_kept
    clips.allowed = True
    header._tell_time()
    header.show_monitor(None)
    assert not header.says_pictures_kept
