"""What a ward writes about sound is what its monitor does."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from neopain.bedside import build_session
from neopain.bedside.build_session import build_parts
from neopain.bedside.session_wish import SessionWish
from neopain.bedside.window_service import BedsideService
from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.signals import SoundPattern
from neopain.settings import FILE
from neopain.vision import open_finder
from neopain.vision.open_models import VisionModels
from tests.fakes import FakeAligner, FakeClassifier, FakeClock, FakeExtractor, FakeFinder, FakeNovelty


@pytest.mark.clause("C5")
@pytest.mark.parametrize(
    ("text", "pattern"), [("", None), ("[sound]\nlow_repeat_s = 20\n", SoundPattern.LOW)]
)
def test_a_low_alarm_sounds_where_the_ward_wants_it(tmp_path, monkeypatch, text, pattern):
    (tmp_path / FILE).write_text(text, "utf-8")
    built = []

    def build(wish, models, clock):
        built.append(build_parts(wish, models, FakeClock()))
        raise InterruptedError

    monkeypatch.setattr(open_finder, "open_finder", lambda *_, **__: FakeFinder())
    monkeypatch.setattr(build_session, "build_parts", build)
    service = BedsideService(SessionWish("simulated", tmp_path), prefer_gpu=False)
    service._models = VisionModels(
        finder=FakeFinder(), aligner=FakeAligner(), extractor=FakeExtractor(), novelty=FakeNovelty(),
        classifier=FakeClassifier(), meter=None, witness=None, card="", lines=(),
    )  # fmt: skip
    with pytest.raises(InterruptedError):
        service.start("simulated", SimpleNamespace())
    watch = built[0].watch
    watch.on_fact(ConditionId.DISK_LOW, True, 1000.0)
    sound = watch.snapshot(1001.0).alarms.sound
    assert (sound and sound.pattern) == pattern
    built[0].source.close()
