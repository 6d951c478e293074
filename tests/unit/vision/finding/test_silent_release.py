"""A MediaPipe that talks to its maker is refused, unless somebody said that it may."""

import pytest

from neopain.core.errors import ModelFault
from neopain.vision.finding.face_landmarker import refuse_talking_release


@pytest.mark.parametrize("version", ["0.10.30", "0.10.33", "0.9.0"])
def test_silent_releases_pass(version):
    refuse_talking_release(version)


@pytest.mark.parametrize("version", ["0.10.34", "0.10.35", "1.0.0", "1.2.2"])
def test_talking_releases_are_refused_with_the_remedy(version, monkeypatch):
    monkeypatch.delenv("NEOPAIN_ALLOW_MEDIAPIPE_REPORTS", raising=False)
    with pytest.raises(ModelFault, match=r"0\.10\.34"):
        refuse_talking_release(version)


def test_somebody_may_accept_it_on_a_machine_without_network(monkeypatch):
    monkeypatch.setenv("NEOPAIN_ALLOW_MEDIAPIPE_REPORTS", "1")
    refuse_talking_release("1.2.2")
