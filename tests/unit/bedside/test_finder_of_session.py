"""The first session has the finder that came with the models; each later one has its own."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from neopain.bedside import build_session
from neopain.bedside.session_wish import SessionWish
from neopain.bedside.window_service import BedsideService
from neopain.core.errors import SettingFault
from neopain.vision import open_finder
from neopain.vision.open_models import VisionModels
from tests.fakes import FakeAligner, FakeClassifier, FakeExtractor, FakeFinder, FakeNovelty


@pytest.fixture
def begun(tmp_path, monkeypatch):
    """What starts a session up to its parts, and the finders that the parts had."""
    finders, own = [], FakeFinder()

    def build(wish, models, clock):
        if wish.source == "nonsense":
            raise SettingFault("nonsense")
        finders.append(models.finder)
        return SimpleNamespace(session=None)

    def monitor(parts, listener):
        raise InterruptedError

    monkeypatch.setattr(open_finder, "open_finder", lambda *_, **__: FakeFinder())
    monkeypatch.setattr(build_session, "build_parts", build)
    monkeypatch.setattr("neopain.bedside.window_service.BedsideMonitor", monitor)
    service = BedsideService(SessionWish("simulated", tmp_path), prefer_gpu=False)
    service._models = VisionModels(
        finder=own, aligner=FakeAligner(), extractor=FakeExtractor(), novelty=FakeNovelty(),
        classifier=FakeClassifier(), meter=None, witness=None, card="", lines=(),
    )  # fmt: skip

    def start(source="simulated"):
        with pytest.raises((InterruptedError, SettingFault)):
            service.start(source, SimpleNamespace())

    return start, finders, own


def test_only_the_first_has_that_of_the_models(begun):
    start, finders, own = begun
    for _ in range(3):
        start()
    assert finders[0] is own
    assert len({id(one) for one in finders}) == 3


def test_a_source_that_makes_no_sense_uses_no_finder_up(begun):
    start, finders, own = begun
    start("nonsense")
    start()
    assert finders == [own]
