"""The numbers of the view: all at once, the refusing one marked, none ticked that was not judged."""

from __future__ import annotations

import pytest

from neopain.core.readings import Reading, Reason
from neopain.ui.language.view_words import view_words
from tests.fakes import a_view, scored, unscored

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("reason", "marked"),
    [
        (Reason.FACE_TOO_SMALL, "✗ face 30 %"),
        (Reason.TURNED_AWAY, "✗ turned 42°"),
        (Reason.TOO_DARK, "✗ light 120"),
        (Reason.TOO_BRIGHT, "✗ light 120"),
        (Reason.BLURRED, "✗ sharp 300"),
    ],
)
def test_the_refusing_number_is_marked(reason, marked):
    view = a_view(yaw_deg=-42.0, pitch_deg=10.0)
    words = view_words(Reading.cannot_assess(reason, frame_seq=1, captured_at=1.0, view=view))
    assert len(words) == 4
    assert [word for word in words if word.startswith("✗")] == [marked]


def test_without_a_view_there_are_no_numbers():
    assert view_words(None) == view_words(unscored(1.0)) == view_words(scored(1.0, 2.0)) == ()
