"""The monitor without a window, of one bed or several: a status line a second, a summary at the end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from neopain.bedside.active_models import another_bed, open_active_models
from neopain.bedside.build_session import build_parts
from neopain.bedside.patients.stay_goes_on import StayGoesOn
from neopain.bedside.records.record_check import check_in_background
from neopain.bedside.session_wish import SessionWish
from neopain.commands.monitoring.status_printer import StatusPrinter
from neopain.commands.monitoring.summary_lines import stay_lines, summary_lines
from neopain.commands.output import say
from neopain.core.clock import Clock, SystemClock
from neopain.core.errors import EnvironmentFault, NeopainError, ProgramFault, RecordFault, SourceFault
from neopain.core.ports import LiveSink
from neopain.core.sessions import Session
from neopain.reports.content.summary import Summary, summarise
from neopain.store.files.folder_lock import FolderHeld, FolderLock
from neopain.store.sessions import SessionStore
from neopain.vision.open_models import VisionModels
from neopain.workers.ending_signals import ENDING_SIGNALS
from neopain.workers.frames.turns import Turns
from neopain.workers.listeners.live_outlet import LiveOutlet
from neopain.workers.monitor import BedsideMonitor

NOTICE = "Facial pain score 0-10, investigational; not a clinical scale; it does not rule out pain."


LiveWish = Callable[[Session, Clock], LiveSink]
"""Makes what tells another program of a session."""


@dataclass(frozen=True, slots=True, eq=False)
class _Bed:
    """One bed that is being monitored; `name` where there are several, else ""."""

    name: str
    wish: SessionWish
    session: Session
    printer: StatusPrinter
    running: BedsideMonitor
    stay: StayGoesOn

    def stop(self, *, wanted: bool) -> None:
        """Raises: RecordFault, ProgramFault."""
        try:
            self.running.stop(goodbye=wanted and not self.printer.done_by_crash)
        finally:
            self.printer.close_outlets()
        self.printer.tell_trouble()


def monitor(
    wishes: Mapping[str, SessionWish], *, for_s: float | None, prefer_gpu: bool, live: Sequence[LiveWish] = ()
) -> int:
    """Monitor until the time is over, every source has ended, or Ctrl-C.

    Args:
        wishes: one bed under any name, or several under their names, each with a folder of its own.
        for_s: seconds; None for without end.
        prefer_gpu: try CUDA where there seems to be one.
        live: other programs that read along; with one bed only.

    Returns: the exit code, 1 after a fault of the program.

    Raises:
        SourceFault: not one picture came.
        RecordFault: something is not in the record, and it says where it is instead; or another NeoPain
            monitors on this folder.
        ModelFault, SettingFault: nothing was started.
        ProgramFault: a thread did not stop.
    """
    with ExitStack() as locks:
        for wish in wishes.values():
            _hold(locks.enter_context(FolderLock(wish.data)))
        return _monitor(wishes, for_s=for_s, prefer_gpu=prefer_gpu, live=live)


def _hold(lock: FolderLock) -> None:
    try:
        lock.take("neopain monitor --headless")
    except FolderHeld:
        raise
    except RecordFault as fault:
        # Monitoring goes before the record, whose own alarm says that it fails.
        say(f"The folder cannot be held: {fault}")


def _monitor(
    wishes: Mapping[str, SessionWish], *, for_s: float | None, prefer_gpu: bool, live: Sequence[LiveWish]
) -> int:
    clock = SystemClock()
    say(NOTICE)
    say("Opening the models ...")
    first, *others = wishes.values()
    models = open_active_models(first.models_in or first.data, prefer_gpu=prefer_gpu)
    say(f"Model {models.classifier.model_id}; network on {models.extractor.provider}")
    turns = Turns(clock) if others else None
    beds = [
        _built(
            name if others else "", wish, models if wish is first else another_bed(models), clock, turns, live
        )
        for name, wish in wishes.items()
    ]
    _stop_on_signals([bed.printer.done for bed in beds])
    faults = _run(beds, clock, for_s)
    code = 0
    for bed in beds:
        if bed not in faults:
            try:
                code |= _ended(bed)
            except NeopainError as missing:
                faults[bed] = missing
    told = [_of_bed(bed, fault) for bed, fault in faults.items()]
    for fault in told[:-1]:
        say(f"neopain: {fault}")
    if told:
        raise told[-1]
    return code


def _run(beds: Sequence[_Bed], clock: Clock, for_s: float | None) -> dict[_Bed, NeopainError]:
    """From the first start to the last stop; gives what went wrong at the stops."""
    started: list[_Bed] = []
    faults: dict[_Bed, NeopainError] = {}
    wanted = True
    try:
        for bed in beds:
            bed.printer.start_outlets()
            bed.running.start()
            started.append(bed)
            check_in_background(bed.wish.data, bed.running)
            bed.stay.start()
        _print_until_done(beds, clock, for_s)
    except OSError:
        # Whoever read the lines has gone, and ended monitoring with that.
        raise
    except BaseException:
        wanted = False
        raise
    finally:
        for bed in started:
            try:
                bed.stop(wanted=wanted)
            except NeopainError as fault:
                faults[bed] = fault
    return faults


def _built(
    name: str,
    wish: SessionWish,
    models: VisionModels,
    clock: Clock,
    turns: Turns | None,
    live: Sequence[LiveWish],
) -> _Bed:
    parts = build_parts(replace(wish, headless=True), models, clock)
    printer = StatusPrinter([LiveOutlet(wished(parts.session, clock)) for wished in live], bed=name)
    if turns is not None:
        parts = replace(parts, turn=turns.of(printer.in_alarm))
    label = " [SIMULATED]" if parts.session.simulated else ""
    say(f"{_session(name)} {parts.session.id} on {parts.session.source}{label}; recorded in {wish.data}")
    running = BedsideMonitor(parts, printer)
    return _Bed(name, wish, parts.session, printer, running, StayGoesOn(wish.data, running, wish.intervals))


def _session(name: str) -> str:
    """How a line about a bed's session begins."""
    return f"Bed {name}: session" if name else "Session"


def _of_bed(bed: _Bed, fault: NeopainError) -> NeopainError:
    """The fault with the bed that it is of, where there are several."""
    if not bed.name:
        return fault
    kind = ProgramFault if isinstance(fault, ProgramFault) else EnvironmentFault
    return kind(f"bed {bed.name}: {fault}")


def _ended(bed: _Bed) -> int:
    label = " [SIMULATED]" if bed.session.simulated else ""
    say(f"{_session(bed.name)} {bed.session.id}{label}")
    summary = _summary_of(bed.wish, bed.session.id)
    for line in (*summary_lines(summary), *stay_lines(summary, bed.stay.counted)):
        say(f"  {line}")
    if bed.printer.crashed is not None:
        what = "Monitoring stopped" if bed.printer.done_by_crash else "A part of the monitor stopped"
        where = f" of bed {bed.name}" if bed.name else ""
        say(f"{what}{where} on a fault of the program; the readings until then are recorded.")
        return 1
    if not bed.printer.was_live:
        raise SourceFault(
            f"no picture came from {bed.session.source}: {bed.printer.why_not_live or 'no answer'}"
        )
    return 0


def _stop_on_signals(done: Sequence[threading.Event]) -> None:
    def stop(*_: object) -> None:
        for event in done:
            event.set()

    for number in ENDING_SIGNALS:
        signal.signal(number, stop)


def _print_until_done(beds: Sequence[_Bed], clock: Clock, for_s: float | None) -> None:
    start = clock.monotonic()
    second = 1
    while True:
        going = [bed for bed in beds if not bed.printer.done.is_set()]
        until = start + second
        # The last that goes on is waited for: with one bed, its end is seen at once.
        if not going or (
            going[-1].printer.done.wait(max(0.0, until - clock.monotonic())) and len(going) == 1
        ):
            return
        if clock.monotonic() < until:
            continue
        elapsed_s = clock.monotonic() - start
        for bed in going:
            say(bed.printer.line(elapsed_s))
            bed.printer.tell_trouble()
            bed.printer.tell_due(bed.stay.reminder(clock))
            bed.running.beat()
        if for_s is not None and elapsed_s >= for_s:
            return
        second = int(elapsed_s) + 1


def _summary_of(wish: SessionWish, session_id: str) -> Summary:
    with SessionStore(wish.data) as store:
        return summarise(
            store.find(session_id), list(store.readings(session_id)), list(store.entries(session_id))
        )
