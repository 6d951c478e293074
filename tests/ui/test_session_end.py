"""However the window ends, the session is closed, and the exit code says whether it was."""

from contextlib import suppress
from unittest.mock import Mock

from neopain.core.errors import ProgramFault, RecordFault


def test_a_session_that_has_just_started_is_closed_too(window, service):
    window.start("simulated")
    assert window._control.monitor is None, "its start has not reached this thread"
    assert window._control.close()
    assert service.record.ended


def test_what_was_not_recorded_is_remembered_for_the_exit_code(running, service, monkeypatch, caplog):
    stop = service.monitor.stop

    def stop_badly():
        stop()
        raise RecordFault("3 readings are not in the record; they are in unwritten.jsonl")

    monkeypatch.setattr(service.monitor, "stop", stop_badly)
    assert not running._control.close()
    assert not running._control.close(), "the second call, after the window has gone, says the same"
    assert "unwritten.jsonl" in caplog.text


def test_a_session_is_closed_although_another_errand_hangs(running, service, monkeypatch):
    monkeypatch.setattr(running._control._background, "join", Mock(return_value=False))
    assert not running._control.close()
    assert service.record.ended


def test_a_watch_that_did_not_stop_paints_no_number_afterwards(qtbot, running, service, monkeypatch):
    stop, bridge = service.monitor.stop, running._control._bridge
    qtbot.waitUntil(lambda: running._snapshot is not None)
    late = running._snapshot

    def stop_badly():
        stop()
        raise ProgramFault("did not stop in time: watch")

    monkeypatch.setattr(service.monitor, "stop", stop_badly)
    running._control.stop()
    with qtbot.waitSignal(running._control.session_ended, timeout=20000):
        pass
    with suppress(RuntimeError):  # it may be gone by then
        bridge.snapshot_taken.emit(late)
    qtbot.wait(50)
    assert running.body.score.numeral.text == "--"
    assert "watch" in running.notice.text


def test_nothing_on_the_screen_says_that_it_is_live_once_it_has_ended(qtbot, running):
    qtbot.waitUntil(lambda: running.body.video.live)
    running.notice.dismiss()
    running.notice.tell_news(running._monitoring.format(model="pain-svm"))
    running._control.stop()
    with qtbot.waitSignal(running._control.session_ended, timeout=20000):
        pass
    assert running.notice.text == ""
    assert not running.body.video.live
