"""A session as an EDF+ recording: the score at one sample a second, and annotations.

EDF knows no missing samples. An unscored second is `UNSCORED` (-1), under the scale, which begins at 0, and
the physical minimum of the signal; it lies in an annotation `not scored: <reason>`, too. So it can be taken
neither for a score nor for a calm infant. Needs the extra `edf`. The only home of edfio.
"""

from __future__ import annotations

import io
from datetime import datetime
from math import isnan
from pathlib import Path
from typing import BinaryIO, TextIO

import numpy as np

from neopain.core.record import Annotation, Bridge, Mark, standing
from neopain.reports.content.about import SCORE_MEANS, SIMULATED_MEANS
from neopain.reports.content.level import Content, Level, at_level
from neopain.reports.content.second_grid import SecondGrid
from neopain.reports.content.summary import summarise
from neopain.reports.formats.export_format import ExportFormat
from neopain.reports.formats.one_file import write_bytes

UNSCORED = -1.0
"""Points that stand for a second without a score."""
HIGHEST = 10.0
SIMULATED = "SIMULATED"
LONGEST = 32
"""Letters of a header's subfield; all of them share 80."""
LONGEST_NOTE = 400
"""Each second of the file has room for its longest annotation: one of a megabyte would make gigabytes."""


def _fill(content: Content, stream: BinaryIO) -> None:
    import edfio  # noqa: PLC0415  (an optional extra)

    session, bridge = content.session, Bridge(content.session)
    grid = SecondGrid(session.started_at)
    summarise(session, content.readings, content.entries, grid.take)
    # A recording has a second at least.
    scores = np.array([UNSCORED if isnan(one) else one for one in grid.scores] or [UNSCORED], np.float64)
    signal = edfio.EdfSignal(
        scores,
        1,
        label="Pain score",
        transducer_type="face camera, automated, investigational; -1 means NOT SCORED, no value",
        physical_dimension="points",
        physical_range=(UNSCORED, HIGHEST),
        # Thousandths of a point, so that neither 0 nor -1 is rounded towards the other.
        digital_range=(-1000, 10_000),
    )
    began = _local(bridge, session.started_at, content)
    recording = edfio.Recording(
        startdate=None if began is None else began.date(),
        equipment_code=_word(f"NeoPain {session.app_version}")[:LONGEST],
        additional=(SIMULATED,) if session.simulated else (),
    )
    made = edfio.Edf(
        [signal],
        patient=edfio.Patient(code=_word(session.patient_code)[:LONGEST] or "X"),
        recording=recording,
        starttime=None if began is None else began.time(),
        data_record_duration=1,
        annotations=[
            edfio.EdfAnnotation(onset, duration, text)
            for onset, duration, text in sorted(_annotations(content, grid, bridge), key=lambda one: one[0])
        ],
    )
    whole = io.BytesIO()
    made.write(whole)
    stream.write(whole.getvalue())


def _annotations(content: Content, grid: SecondGrid, bridge: Bridge) -> list[tuple[float, float | None, str]]:
    found: list[tuple[float, float | None, str]] = [
        (run.start_s, run.stop_s - run.start_s, f"not scored: {run.kind}") for run in grid.unscored
    ]
    found += [(run.start_s, run.stop_s - run.start_s, run.kind) for run in grid.excluded]
    found += [_mark(mark, bridge.elapsed_s(mark.at), bridge) for mark in standing(content.marks)]
    session = content.session
    # The header's clock is the ward's and says nothing of its zone.
    began = bridge.utc(session.started_at)
    local = _local(bridge, session.started_at, content)
    zone = (
        ()
        if began is None or local is None
        else (f"began {began:%Y-%m-%dT%H:%M:%SZ} (UTC), here {local.isoformat()}",)
    )
    told = [SCORE_MEANS, *zone, f"NeoPain {session.app_version}, model {_plain(session.model_id)}"]
    return found + [(0.0, None, text) for text in (*told, *([SIMULATED_MEANS] if session.simulated else []))]


def _mark(mark: Mark, elapsed_s: float, bridge: Bridge) -> tuple[float, float | None, str]:
    said = f" ({_plain(mark.text)})" if mark.text else ""
    at_s = elapsed_s
    if elapsed_s < 0.0:
        # Nothing lies before the recording's first sample; what was done then says so.
        at_s, said = 0.0, f"{said}, {-elapsed_s:.0f} s before this recording began"
    if isinstance(mark, Annotation):
        lasted = None if mark.until is None else max(0.0, bridge.elapsed_s(mark.until) - at_s)
        return at_s, lasted, f"note: {_plain(mark.code)}{said}"
    total = "incomplete" if mark.total is None else str(mark.total)
    return at_s, None, f"manual {_plain(mark.scale)}: {total}{said}"


def _local(bridge: Bridge, at: float, content: Content) -> datetime | None:
    utc = bridge.utc(at)
    return None if utc is None else utc.astimezone(content.zone)


def _plain(text: str) -> str:
    if len(text) > LONGEST_NOTE:
        text = text[:LONGEST_NOTE] + " ..."
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _word(text: str) -> str:
    """A header's subfield: ASCII without blanks."""
    return "_".join(text.encode("ascii", "replace").decode().split())


def _write(content: Content, target: Path | TextIO, *, level: Level, replace: bool) -> list[Path]:
    FORMAT.check(level)
    chosen = at_level(content, level)
    return write_bytes(target, lambda stream: _fill(chosen, stream), replace=replace)


FORMAT = ExportFormat(
    "edf",
    ".edf",
    "EDF+ recording, a sample a second and annotations; -1 and an annotation where not scored",
    _write,
    label="EDF+",
    text=False,
    needs="edfio",
)
