"""What explains a CSV export: units, software, model, settings, summary, gaps and digests, as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from neopain.core.record import Bridge
from neopain.core.sessions import LogEntry, LogKind
from neopain.reports.columns import plain_detail
from neopain.reports.level import Content, Level
from neopain.reports.summary import GAP_S, HOLD_S, Summary

Json: TypeAlias = "str | float | int | bool | Mapping[str, Json] | list[Json] | None"

FORMAT = "neopain-csv"
FORMAT_VERSION = 1
SCORE_MEANS = (
    "facial pain score (investigational), 0 to 10 = 10 times the calibrated probability of a facial pain "
    "expression. It is not a clinical scale, and a low score does not rule out pain."
)
SIMULATED_MEANS = "SIMULATED: the pictures are of a simulated neonate, not of a person."


def described(path: Path, columns: Mapping[str, str]) -> Json:
    """A written table: its SHA-256, bytes and columns. Raises: OSError."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"sha256": digest, "bytes": path.stat().st_size, "columns": dict(columns)}


def about_session(content: Content, summary: Summary, *, level: Level, files: Mapping[str, Json]) -> Json:
    """The JSON object. Seconds are counted from the session's start."""
    session, bridge = content.session, Bridge(content.session)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "score": SCORE_MEANS,
        "simulated": SIMULATED_MEANS if session.simulated else False,
        "level": level.value,
        "session": session.id,
        "patient_code": session.patient_code,
        "started_utc": session.started_utc,
        "source": session.source,
        "software": f"NeoPain {session.app_version}",
        "model": session.model_id,
        "provider": session.provider,
        "time_zone": "UTC" if session.started_utc else "none, relative time only",
        "encoding": "UTF-8, comma separated, decimal point, first row names the columns; text that begins "
        "like a spreadsheet formula has an apostrophe before it",
        "settings": [_setting(entry, bridge) for entry in content.entries if entry.kind is LogKind.SETTING],
        "summary": _summary(summary),
        "files": files,
    }


def _setting(entry: LogEntry, bridge: Bridge) -> Json:
    return {
        "elapsed_s": round(bridge.elapsed_s(entry.at), 3),
        "code": entry.code,
        "text": entry.text,
        "detail": plain_detail(entry),
    }


def _summary(summary: Summary) -> Json:
    return {
        "limit_points": summary.limit,
        "duration_s": round(summary.duration_s, 3),
        "care_s": round(summary.care_s, 3),
        "scored_s": round(summary.scored_s, 3),
        "coverage": round(summary.coverage, 4),
        "at_or_over_limit_s": round(summary.over_s, 3),
        "at_or_over_limit_share_of_scored": summary.over_share,
        "longest_episode_s": round(summary.longest_s, 3),
        "peak_points": summary.peak,
        "peak_elapsed_s": summary.peak_s,
        "alarms": summary.alarms,
        "readings": summary.readings,
        "readings_scored": summary.scored,
        "readings_in_care": summary.in_care,
        "readings_unscored_by_reason": dict(summary.reasons),
        "episodes": [asdict(episode) for episode in summary.episodes],
        "gaps": [asdict(gap) for gap in summary.gaps],
        "rules": f"care is left out; a reading stands for at most {HOLD_S:g} s; unscored time over "
        f"{GAP_S:g} s is a gap and ends an episode; limit and peak are of the smoothed score",
    }
