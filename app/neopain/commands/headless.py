"""The monitor without a window: a status line a second, and a summary at the end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo

from neopain.bedside.active_models import open_active_models
from neopain.bedside.build_session import SessionWish, build_parts
from neopain.bedside.record_check import check_in_background
from neopain.commands.output import say
from neopain.core.clock import Clock, SystemClock
from neopain.core.errors import RecordFault, SourceFault
from neopain.core.readings import Reading
from neopain.core.sessions import LogEntry, LogKind, Session, SourceState, SourceStatus
from neopain.core.watch.snapshot import WatchSnapshot
from neopain.reports.live_lines import LiveLines
from neopain.reports.summary import Summary, summarise
from neopain.store.folder_lock import FolderHeld, FolderLock
from neopain.store.sessions import SessionStore
from neopain.workers.ending_signals import ENDING_SIGNALS
from neopain.workers.live_outlet import LiveOutlet
from neopain.workers.monitor import BedsideMonitor

NOTICE = "Facial pain score 0-10, investigational; not a clinical scale; it does not rule out pain."

GOES_ON = frozenset({"recorder", "heartbeat", "screen"})
"""Parts whose crash is told and alarmed, and which scores and alarms can do without."""


@dataclass(frozen=True, slots=True)
class LiveWish:
    """What is to be told to another program: where, and in which zone's local time (None: the computer's)."""

    opened: Callable[[], int]
    zone: tzinfo | None


class StatusPrinter:
    """Listens to the monitor; prints log lines as they come and remembers the newest of everything."""

    def __init__(self, outlet: LiveOutlet | None = None) -> None:
        """Passes readings and log lines on to the outlet, and says once when its reader is in trouble."""
        self._outlet = outlet
        self._troubled = False
        self.done = threading.Event()
        self.crashed: BaseException | None = None
        self.done_by_crash = False
        self.was_live = False
        self.why_not_live = ""
        self._snapshot: WatchSnapshot | None = None
        self._source: SourceStatus | None = None
        self._latencies: list[float] = []

    def on_reading(self, reading: Reading) -> None:
        """Remember how long it took."""
        self._latencies.append(reading.latency_s)
        if self._outlet is not None:
            self._outlet.on_reading(reading)

    def on_source(self, status: SourceStatus) -> None:
        """Print it; an ended source ends the session."""
        self._source = status
        self.was_live = self.was_live or status.state is SourceState.LIVE
        self.why_not_live = status.detail or self.why_not_live
        if status.state in {SourceState.ENDED, SourceState.STOPPED}:
            self.done.set()

    def on_entries(self, entries: Sequence[LogEntry]) -> None:
        """Print what a person at the bedside would be told."""
        if self._outlet is not None:
            self._outlet.on_entries(entries)
        for entry in entries:
            if entry.kind in {LogKind.ALARM, LogKind.SOURCE, LogKind.STATE, LogKind.CLOCK}:
                self._say(f"   {entry.kind.value}: {entry.text}")

    def on_snapshot(self, snapshot: WatchSnapshot) -> None:
        """Remember it."""
        self._snapshot = snapshot

    def on_crash(self, where: str, fault: BaseException) -> None:
        """Our own fault: say so, and end where nothing can be monitored any more."""
        self.crashed = fault
        if where not in GOES_ON:
            self.done_by_crash = True
            self.done.set()
        self._say(f"   fault of the program in {where}: {fault!r}")

    def line(self, elapsed_s: float) -> str:
        """One status line: time, source, score or why there is none, rate and latency."""
        latencies, self._latencies = self._latencies, []
        clock = f"{int(elapsed_s // 60):02d}:{int(elapsed_s % 60):02d}"
        source = self._source.state.value if self._source else SourceState.CONNECTING.value
        rate = f"{len(latencies)}/s"
        latency = f"latency {1000 * sorted(latencies)[len(latencies) // 2]:4.0f} ms" if latencies else ""
        return f"{clock}  {source:12}  {self._score()}  {rate:>5}  {latency}".rstrip()

    def start_outlet(self) -> None:
        """Begin to tell another program, if one wants to know."""
        if self._outlet is not None:
            self._outlet.start()

    def close_outlet(self) -> None:
        """Tell it what is left; what it did not take is told once more, with the final count."""
        if self._outlet is not None:
            self._outlet.close()
            self._troubled = False

    def tell_trouble(self) -> None:
        """Say once that another program does not take what it is told."""
        trouble = "" if self._outlet is None else self._outlet.trouble
        if trouble and not self._troubled:
            self._troubled = True
            say(f"   --jsonl: {trouble}")

    def _say(self, text: str) -> None:
        try:
            say(text)
        except OSError:
            # Nobody reads any more: the main thread finds the same, closes the record and says so.
            self.done.set()

    def _score(self) -> str:
        snapshot = self._snapshot
        if snapshot is None:
            return "score   --  starting"
        if snapshot.smoothed is None or snapshot.raw is None:
            outside = snapshot.outside_score
            told = "" if outside is None else f"  OUTSIDE TRAINING ({outside:.1f}), no measurement"
            return f"score   --  {snapshot.state_words}: {snapshot.reason_words}{told}"
        span = snapshot.interval
        told = "" if span is None else f"range {span.low:.1f}-{span.high:.1f}  "
        return f"score {snapshot.smoothed:4.1f}  {told}raw {snapshot.raw:4.1f}  {snapshot.state_words}"


def monitor(wish: SessionWish, *, for_s: float | None, prefer_gpu: bool, live: LiveWish | None = None) -> int:
    """Monitor until the time is over, the source has ended, or Ctrl-C.

    Returns: the exit code, 1 after a fault of the program.

    Raises:
        SourceFault: not one picture came.
        RecordFault: something is not in the record, and it says where it is instead; or another NeoPain
            monitors on this folder.
        ModelFault, SettingFault: nothing was started.
        ProgramFault: a thread did not stop.
    """
    with FolderLock(wish.data) as lock:
        _hold(lock)
        return _monitor(wish, for_s=for_s, prefer_gpu=prefer_gpu, live=live)


def _hold(lock: FolderLock) -> None:
    try:
        lock.take("neopain monitor --headless")
    except FolderHeld:
        raise
    except RecordFault as fault:
        # Monitoring goes before the record, whose own alarm says that it fails.
        say(f"The folder cannot be held: {fault}")


def _monitor(wish: SessionWish, *, for_s: float | None, prefer_gpu: bool, live: LiveWish | None) -> int:
    clock = SystemClock()
    say(NOTICE)
    say("Opening the models ...")
    models = open_active_models(wish.data, prefer_gpu=prefer_gpu)
    say(f"Model {models.classifier.model_id}; network on {models.extractor.provider}")
    parts = build_parts(replace(wish, headless=True), models, clock)
    outlet = None if live is None else LiveOutlet(LiveLines(parts.session, live.zone), live.opened)
    printer = StatusPrinter(outlet)
    running = BedsideMonitor(parts, printer)
    label = " [SIMULATED]" if parts.session.simulated else ""
    say(f"Session {parts.session.id} on {parts.session.source}{label}; recorded in {wish.data}")
    _stop_on_signals(printer.done)
    printer.start_outlet()
    running.start()
    check_in_background(wish.data, running)
    wanted = True
    try:
        _print_until_done(printer, clock, for_s, beat=running.beat)
    except OSError:
        # Whoever read the lines has gone, and ended monitoring with that.
        raise
    except BaseException:
        wanted = False
        raise
    finally:
        try:
            running.stop(goodbye=wanted and not printer.done_by_crash)
        finally:
            printer.close_outlet()
    printer.tell_trouble()
    return _ended(wish, parts.session, printer)


def _ended(wish: SessionWish, session: Session, printer: StatusPrinter) -> int:
    label = " [SIMULATED]" if session.simulated else ""
    say(f"Session {session.id}{label}")
    for line in _summary_lines(_summary_of(wish, session.id)):
        say(f"  {line}")
    if printer.crashed is not None:
        what = "Monitoring stopped" if printer.done_by_crash else "A part of the monitor stopped"
        say(f"{what} on a fault of the program; the readings until then are recorded.")
        return 1
    if not printer.was_live:
        raise SourceFault(f"no picture came from {session.source}: {printer.why_not_live or 'no answer'}")
    return 0


def _stop_on_signals(done: threading.Event) -> None:
    for number in ENDING_SIGNALS:
        signal.signal(number, lambda *_: done.set())


def _print_until_done(
    printer: StatusPrinter, clock: Clock, for_s: float | None, *, beat: Callable[[], None]
) -> None:
    start = clock.monotonic()
    second = 1
    while True:
        wait_s = start + second - clock.monotonic()
        if printer.done.wait(max(0.0, wait_s)):
            return
        elapsed_s = clock.monotonic() - start
        say(printer.line(elapsed_s))
        printer.tell_trouble()
        beat()
        if for_s is not None and elapsed_s >= for_s:
            return
        second = int(elapsed_s) + 1


def _summary_of(wish: SessionWish, session_id: str) -> Summary:
    with SessionStore(wish.data) as store:
        return summarise(
            store.find(session_id), list(store.readings(session_id)), list(store.entries(session_id))
        )


def _summary_lines(summary: Summary) -> list[str]:
    times = summary.statistics
    share = "" if times.scored_share is None else f", scored {100 * times.scored_share:.0f} % of it"
    excluded = f" (without {times.excluded_s:.0f} s of care and standby)" if times.excluded_s else ""
    lines = [
        f"duration        {times.observed_s:.0f} s{excluded}{share}",
        f"readings        {summary.readings}, scored {summary.scored}",
    ]
    if summary.peak is None or summary.peak_s is None:
        lines.append("peak score      -- (nothing was scored)")
    else:
        lines.append(f"peak score      {summary.peak:.1f} at {summary.peak_s:.0f} s")
        lines += _over(
            summary.lower_limit, times.over_lower_s, summary.over_lower_share, summary.lower_episodes
        )
        lines += _over(
            summary.upper_limit, times.over_upper_s, summary.over_upper_share, len(summary.episodes)
        )
    lines.append(f"alarms          {summary.alarms}")
    lines += [f"not scored      {count} readings: {reason}" for reason, count in summary.reasons]
    return lines


def _over(limit: float | None, over_s: float, share: float | None, episodes: int) -> list[str]:
    if limit is None or share is None:
        return []
    told = f"{over_s:.0f} s ({100 * share:.0f} % of the scored time), {episodes} episodes"
    return [f"over {limit:.1f}        {told}"]
