"""The window's live streams: of a session that runs, and of none that is over."""

from neopain.bedside.exports import live_streams
from neopain.bedside.exports.live_streams import STOPPED, LiveStreams
from neopain.core.clock import SystemClock
from neopain.core.sessions import LogEntry, LogKind
from tests.recorded.records import a_session


class Listener:
    """Hears everything and minds nothing."""

    def on_entries(self, entries):
        del entries


class Outlet:
    """What was begun and ended."""

    begun: list["Outlet"]

    def __init__(self, sink):
        self.sink = sink

    def start(self):
        self.begun.append(self)

    def on_entries(self, entries):
        del entries

    def close(self):
        pass


def test_turned_on_after_the_session_is_over_it_waits_for_the_next_one(monkeypatch):
    Outlet.begun = []
    monkeypatch.setattr(live_streams, "LiveOutlet", Outlet)
    streams = LiveStreams(SystemClock(), make=lambda session, _: session.id, need=lambda: None)
    told = streams.along(Listener(), a_session())
    told.on_entries([LogEntry(1.0, LogKind.SESSION, STOPPED, "the session ended")])
    streams.choose(on=True)
    assert streams.on
    assert Outlet.begun == []
    following = a_session("21111111-1111-4111-8111-111111111111")
    streams.along(Listener(), following)
    assert [one.sink for one in Outlet.begun] == [following.id]
