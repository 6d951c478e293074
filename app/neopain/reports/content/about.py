"""What explains an export: units, software, model, settings, summary, gaps and digests, as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from neopain.core.record import Bridge
from neopain.core.score.coverage import HOLD_S
from neopain.core.sessions import LogEntry, LogKind
from neopain.reports.content.columns import plain_detail
from neopain.reports.content.level import Content, Level
from neopain.reports.content.summary import NO_READING, Summary

Json: TypeAlias = "str | float | int | bool | Mapping[str, Json] | list[Json] | None"

FORMAT = "neopain-csv"
FORMAT_VERSION = 2
SCORE_MEANS = (
    "facial pain score (investigational), 0 to 10 = 10 times the calibrated probability of a facial pain "
    "expression. It is not a clinical scale, and a low score does not rule out pain."
)
SIMULATED_MEANS = "SIMULATED: the pictures are of a simulated neonate, not of a person."

_RULES = (
    "as on the screen: care mode and standby are left out; a reading stands until the next one, at most "
    f"{HOLD_S:g} s; over a limit means that the smoothed score, to one decimal, is over the limit in force "
    f"then; episodes are over the upper limit; unscored time over {HOLD_S:g} s is a gap and ends an episode; "
    "the limits given are those at the end"
)


def described(path: Path, columns: Mapping[str, str]) -> Json:
    """A written table: its SHA-256, bytes and columns. Raises: OSError."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"sha256": digest, "bytes": path.stat().st_size, "columns": dict(columns)}


def about_session(
    content: Content, summary: Summary, *, level: Level, files: Mapping[str, Json], name: str = FORMAT
) -> Json:
    """The JSON object. Seconds are counted from the session's start."""
    session, bridge = content.session, Bridge(content.session)
    return {
        "format": name,
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
        "time_zone": f"UTC; time_local: {content.zone_name}"
        if session.started_utc
        else "none, relative time only",
        "encoding": "UTF-8, comma separated, decimal point, first row names the columns; text that begins "
        "like a spreadsheet formula has an apostrophe before it",
        "sessions": [
            {
                "id": one.id,
                "start_s": round(one.started_at - session.started_at, 3),
                "source": one.source,
                "model": one.model_id,
                "software": f"NeoPain {one.app_version}",
            }
            for one in content.sessions
        ],
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
    times = summary.statistics
    return {
        "lower_limit_points": summary.lower_limit,
        "upper_limit_points": summary.upper_limit,
        "duration_s": round(summary.duration_s, 3),
        "excluded_s": round(times.excluded_s, 3),
        "observed_s": round(times.observed_s, 3),
        "scored_s": round(times.scored_s, 3),
        "scored_share_of_observed": times.scored_share,
        "over_lower_limit_s": None if summary.lower_limit is None else round(times.over_lower_s, 3),
        "over_lower_limit_share_of_scored": summary.over_lower_share,
        "over_upper_limit_s": None if summary.upper_limit is None else round(times.over_upper_s, 3),
        "over_upper_limit_share_of_scored": summary.over_upper_share,
        "episodes_over_lower_limit": summary.lower_episodes,
        "longest_episode_s": round(summary.longest_s, 3),
        "peak_points": summary.peak,
        "peak_elapsed_s": summary.peak_s,
        "alarms": summary.alarms,
        "readings": summary.readings,
        "readings_scored": summary.scored,
        "readings_excluded": summary.excluded,
        "readings_unscored_by_reason": dict(summary.reasons),
        "episodes": [
            {"start_s": round(one.start, 3), "stop_s": round(one.stop, 3), "peak": one.peak}
            for one in summary.episodes
        ],
        "gaps": [
            {"start_s": round(one.start, 3), "stop_s": round(one.stop, 3), "reason": one.reason or NO_READING}
            for one in summary.gaps
        ],
        "rules": _RULES,
    }
