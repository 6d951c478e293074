"""What happens, as two streams of the lab streaming layer (LSL): readings and markers. The home of pylsl.

LSL knows neither encryption nor a login: whoever is on the network may read. So the streams have the research
level: no code of a patient, no names, no free text, no source. A reading that cannot be assessed has NaN in
every number, and a reason. Times are those of the pictures, on LSL's clock. Needs the extra `lsl`.
"""

from __future__ import annotations

import errno
import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from neopain.core.clock import Clock
from neopain.core.errors import SettingFault
from neopain.core.facial_actions import FacialAction
from neopain.core.readings import Reading, Reason
from neopain.core.record import detail_to_json
from neopain.core.sessions import LogEntry, Session
from neopain.core.text import Text
from neopain.reports.content.about import SCORE_MEANS, SIMULATED_MEANS
from neopain.reports.content.level import research_entry, research_session
from neopain.reports.lines.live_lines import TYPES
from neopain.reports.lines.record_lines import Line, dumped

SCHEMA = "neopain-lsl"
SCHEMA_VERSION = 1
READINGS, MARKERS = "PainScore", "Markers"
"""The streams' types; the second is the one that recorders of LSL know."""
REASONS: tuple[Reason, ...] = tuple(Reason)
CHANNELS: tuple[tuple[str, str], ...] = (
    ("score", "points"),
    ("score_raw", "points"),
    ("score_low", "points"),
    ("score_high", "points"),
    ("intensity", "points"),
    ("distress", "share"),
    *((str(action), "share") for action in FacialAction),
    ("reason", "number"),
    ("latency", "seconds"),
)
"""Names and units. `reason`: 0 with a score, else why there is none, as the stream's metadata names it."""
LINGER_S = 0.3
"""After the last marker, so that whoever reads has taken it."""


def need_lsl() -> None:
    """Raises: SettingFault, with the remedy, when the streams cannot be made here."""
    try:
        _pylsl()
    except ImportError:
        raise SettingFault(
            Text(
                "--lsl needs the optional part pylsl; install it from the source folder with: "
                "pip install '.[lsl]'"
            )
        ) from None
    except (RuntimeError, OSError) as fault:
        # Its wheels for Linux on x86-64 and for Windows bring the library; elsewhere it is the system's.
        raise SettingFault(
            Text(
                "--lsl needs the library liblsl, which pylsl does not find here ({fault}); install liblsl "
                "from github.com/sccn/liblsl/releases, or tell pylsl with PYLSL_LIB where it is",
                fault=str(fault).partition("\n")[0],
            )
        ) from fault


def source_id(session: Session, kind: str) -> str:
    """The name under which a recorder finds a stream again; without what leads to the patient."""
    return f"neopain-{research_session(session).id[:12]}-{kind.lower()}"


class LslStreams:
    """Implements `core.ports.LiveSink`."""

    name = "--lsl"

    def __init__(self, session: Session, clock: Clock) -> None:
        """`clock` is that of the readings."""
        self._session = session
        self._clock = clock
        self._shift_s = 0.0
        self._readings: Any = None
        self._markers: Any = None

    def open(self) -> None:
        """Make both streams; who wants them may come later, and goes without a trace. Raises: OSError."""
        with _refusals():
            lsl = _pylsl()
            self._shift_s = lsl.local_clock() - self._clock.monotonic()
            self._readings = lsl.StreamOutlet(self._about(lsl, READINGS, len(CHANNELS), lsl.cf_float32))
            self._markers = lsl.StreamOutlet(self._about(lsl, MARKERS, 1, lsl.cf_string))

    def tell(self, item: Reading | LogEntry) -> None:
        """Raises: OSError."""
        with _refusals():
            if isinstance(item, Reading):
                self._readings.push_sample(sample_of(item), item.captured_at + self._shift_s)
            else:
                self._mark(marker_of(item, self._session), item.at + self._shift_s)

    def dropped(self, count: int) -> None:
        """Raises: OSError."""
        with _refusals():
            self._mark({"type": "dropped", "count": count})

    def end(self, told: int, dropped: int) -> None:
        """Raises: OSError."""
        with _refusals():
            self._mark({"type": "end", "lines": told, "dropped": dropped})
            if self._readings.have_consumers() or self._markers.have_consumers():
                threading.Event().wait(LINGER_S)

    def close(self) -> None:
        """The streams go from the network."""
        self._readings = self._markers = None

    def _mark(self, line: Line, at: float | None = None) -> None:
        self._markers.push_sample([dumped(line)], 0.0 if at is None else at)

    def _about(self, lsl: ModuleType, kind: str, channels: int, form: int) -> Any:  # noqa: ANN401  pylsl has no types
        """The stream's metadata: versions, meaning, channels, reasons."""
        session = research_session(self._session)
        about = lsl.StreamInfo(
            f"NeoPain {kind}", kind, channels, lsl.IRREGULAR_RATE, form, source_id(self._session, kind)
        )
        root = about.desc()
        told = {
            "schema": SCHEMA,
            "schema_version": str(SCHEMA_VERSION),
            "session": session.id,
            "app_version": session.app_version,
            "model": session.model_id,
            "provider": session.provider,
            "meaning": SCORE_MEANS,
            "simulated": SIMULATED_MEANS if session.simulated else "no",
            "level": "research",
        }
        for name, value in told.items():
            root.append_child_value(name, value)
        named = CHANNELS if kind == READINGS else (("marker", "json"),)
        listed = root.append_child("channels")
        for label, unit in named:
            channel = listed.append_child("channel")
            channel.append_child_value("label", label)
            channel.append_child_value("unit", unit)
        if kind == READINGS:
            reasons = root.append_child("reasons")
            for number, reason in enumerate(REASONS, 1):
                one = reasons.append_child("reason")
                one.append_child_value("number", str(number))
                one.append_child_value("name", str(reason))
        return about


def sample_of(reading: Reading) -> list[float]:
    """A reading in the order of `CHANNELS`: NaN for every number that there is not."""
    span, actions = reading.interval, reading.actions
    strengths = [None if actions is None else actions[action] for action in FacialAction]
    numbers = (
        reading.smoothed,
        reading.raw,
        None if span is None else span.low,
        None if span is None else span.high,
        reading.intensity,
        reading.distress,
        *(None if one is None else one.strength for one in strengths),
    )
    reason = 0 if reading.reason is None else REASONS.index(reading.reason) + 1
    return [*(math.nan if one is None else one for one in numbers), float(reason), reading.latency_s]


def marker_of(entry: LogEntry, session: Session) -> Line:
    """A line of the log, as far as research may have it."""
    shown = research_entry(entry, session.started_at)
    return {
        "type": TYPES.get(entry.kind, "entry"),
        "kind": entry.kind.value,
        "code": shown.code,
        "detail": dict(json.loads(detail_to_json(shown.detail))),
        "elapsed_s": shown.at,
    }


def _pylsl() -> ModuleType:
    import pylsl  # noqa: PLC0415  (an optional extra)

    module: ModuleType = pylsl
    return module


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except (RuntimeError, ValueError, TypeError) as fault:
        raise OSError(errno.EIO, str(fault)) from fault
