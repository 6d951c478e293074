"""The event study as files: events.csv, alarms.csv and report.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neopain.core.score.presets import Preset
from neopain_export.csv_text import csv_text
from neopain_export.study.data.doubles import spelling_told
from neopain_export.study.events.measures import (
    Judged,
    area,
    false_alarms,
    sensitivity,
    told_wrongly,
)
from neopain_export.study.events.recordings import Event
from neopain_export.study.events.replay import Replay
from neopain_export.study.intervals.estimates import Estimate
from neopain_export.study.report.markdown import interval, on_infants, plain, table

FILES = ("events.csv", "alarms.csv", "report.md")
SUMMARIES = {
    "highest": "highest averaged score",
    "mean": "mean averaged score",
    "over": "share of time over the lower limit",
}
_EVENT_HEAD = (
    "recording", "subject", "start_s", "end_s", "pain", "alarm_s", "delay_s", "alarm_stood_before",
    "scored_share", "mean", "highest", "over_lower_share",
)  # fmt: skip
_ALARM_HEAD = ("recording", "start_s", "end_s", "priority")


@dataclass(frozen=True, slots=True)
class EventStudy:
    """What was replayed, how, and what came of it.

    Attributes:
        replays, events, judged: as in their modules, all recordings together.
        preset: limits and times of the watch.
        after_s: seconds past an event's end in which an alarm still counts for it.
        seed: of the bootstrap.
        command: the whole line that made it.
    """

    replays: Sequence[Replay]
    events: Sequence[Event]
    judged: Sequence[Judged]
    preset: Preset
    after_s: float
    seed: int
    command: str


def write(study: EventStudy, out: Path) -> None:
    """Write all files into the folder `out`, which is made."""
    out.mkdir(parents=True, exist_ok=True)
    alarms = (
        [replay.recording.name, f"{one.start_s:.2f}", f"{one.end_s:.2f}", one.priority]
        for replay in study.replays
        for one in replay.alarms
    )
    tables = {
        "events.csv": [_EVENT_HEAD, *map(_event_row, study.judged)],
        "alarms.csv": [_ALARM_HEAD, *alarms],
    }
    for name, rows in tables.items():
        (out / name).write_text(csv_text(rows), encoding="utf-8", newline="")
    (out / "report.md").write_text("\n".join(report(study)) + "\n", encoding="utf-8")


def headline(study: EventStudy) -> list[list[str]]:
    """The rows that matter most: what, value with interval, out of how much."""
    painful = [one for one in study.judged if one.event.pain]
    painless = [one for one in study.judged if not one.event.pain]
    rate = false_alarms(study.replays, study.events, study.after_s)
    delays = [one.delay_s for one in painful if one.delay_s is not None]
    unseen = sum(one.mean is None for one in study.judged)
    told, wrongly = sensitivity(study.judged, study.seed), told_wrongly(study.judged, study.seed)
    everything = f"{len(study.judged)} events"
    return [
        ["painful events with an alarm", interval(told), f"{len(painful)} events"],
        ["painless events with an alarm", interval(wrongly), f"{len(painless)} events"],
        ["false alarms an hour", interval(rate.an_hour), f"{rate.count} in {rate.hours:.2f} scored hours"],
        ["delay of those alarms, median s", interval(_median(delays)), f"{len(delays)} alarms"],
        *(
            [f"AUC of the {words}", interval(area(study.judged, name, study.seed)), everything]
            for name, words in SUMMARIES.items()
        ),
        ["events without any score", plain(unseen / len(study.judged)), f"{unseen} of {len(study.judged)}"],
    ]  # fmt: skip


def report(study: EventStudy) -> list[str]:
    """The report's lines."""
    infants = len({event.subject for event in study.events})
    simulated = any(replay.recording.simulated for replay in study.replays)
    preset = study.preset
    return [
        "# Events" + (" (SIMULATED)" if simulated else ""),
        "",
        *(["Made of drawn infants: this says nothing about real ones.", ""] if simulated else []),
        f"{len(study.replays)} recordings of {infants} infants, {len(study.events)} events."
        + on_infants(infants),
        "",
        *(line for told in spelling_told(event.subject for event in study.events) for line in (told, "")),
        (
            "The recorded readings of each frame went once more through the monitor's own watch: averaging "
            f"{preset.smoothing_s:g} s, limits {preset.lower_limit:g} and {preset.upper_limit:g} for "
            f"{preset.lower_hold_s:g} and {preset.upper_hold_s:g} s. Nobody acknowledged, and no care mode "
            f"was set. An alarm counts for an event until {study.after_s:g} s past its end. Painful events "
            "that could not be seen count as missed; in the AUC what could not be seen ranks on the wrong "
            "side."
        ),
        "",
        *table(["measure", "value [95 % interval]", "of"], headline(study)),
        "",
        (
            "Shares and AUC: interval by drawing infants, not events. Rate: exact Poisson interval, for "
            "alarms that do not come in clusters."
        ),
        "",
        f"Command: `{study.command}`",
    ]


def _event_row(one: Judged) -> list[str]:
    event = one.event
    return [
        event.recording,
        event.subject,
        f"{event.start_s:g}",
        f"{event.end_s:g}",
        str(int(event.pain)),
        _cell(one.alarm_s),
        _cell(one.delay_s),
        str(int(one.before)),
        f"{one.scored:.3f}",
        _cell(one.mean),
        _cell(one.highest),
        _cell(one.over),
    ]


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _median(values: Sequence[float]) -> Estimate:
    middle = float(np.median(values)) if values else np.nan
    return Estimate(middle, np.nan, np.nan)
