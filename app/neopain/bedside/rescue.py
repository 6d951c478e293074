"""Where the monitor puts what the record refuses: a file beside it, or in the folder for temporary files."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from neopain.core.errors import RecordFault
from neopain.core.readings import Reading
from neopain.core.record import RecordedReading
from neopain.core.sessions import LogEntry, Session
from neopain.reports.json_lines import write_json_lines


def rescue(folder: Path, session: Session, readings: Sequence[Reading], entries: Sequence[LogEntry]) -> Path:
    """Write them as JSON Lines, for their owner only. Returns: the file. Raises: RecordFault."""
    recorded = [RecordedReading.of(reading, session.started_at) for reading in readings]
    refusals = []
    for place in (folder, Path(tempfile.gettempdir())):
        try:
            target = _unused(place, session.id)
            write_json_lines(session, recorded, entries, target)
        except (RecordFault, OSError) as fault:
            refusals.append(str(fault))
        else:
            return target
    raise RecordFault("; ".join(refusals))


def _unused(place: Path, session_id: str) -> Path:
    number = 1
    while (target := place / f"unwritten-{session_id}-{number}.jsonl").exists():
        number += 1
    return target
