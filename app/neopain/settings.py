"""What a ward sets for itself, from `ward.toml` in the folder of the sessions.

    outside_training = "refuse"
    time_zone = "Europe/Berlin"

    [reassessment]
    after_raised_min = 30
    after_analgesic_min = 30
    routine_min = 180

    [screen]
    reading_distance_m = 3.0

    [retention]
    keep_days = 365

    [sound]
    low_repeat_s = 30
    medium_repeat_s = 30
    reminder_min = 3
    least_volume_percent = 50

Each key may be missing, the whole file too; without `keep_days` sessions are kept for good, without
`low_repeat_s` alarms of low priority have no sound, without `time_zone` exports tell the computer's own local
time beside UTC. A file that makes no sense is refused as a whole: a ward must not believe that an interval
holds which does not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from neopain.core.alarms.sound_policy import DEFAULT_AUDIO, LEAST_VOLUME, AudioPolicy
from neopain.core.clinical.reassessment import DEFAULT_INTERVALS, Intervals
from neopain.core.errors import SettingFault
from neopain.core.readings import OutsideTraining
from neopain.core.text import Text

FILE = "ward.toml"
DISTANCE_M = 3.0
OUTSIDE_TRAINING, TIME_ZONE = "outside_training", "time_zone"
"""Stand above the tables, as TOML wants of keys that are in none."""


@dataclass(frozen=True, slots=True)
class _Key:
    """A number's bounds, in the unit that its name ends with."""

    least: float
    most: float
    usual: float | None


_KEYS: Mapping[str, Mapping[str, _Key]] = {
    "reassessment": {
        "after_raised_min": _Key(5.0, 1440.0, DEFAULT_INTERVALS.after_raised_s / 60.0),
        "after_analgesic_min": _Key(5.0, 1440.0, DEFAULT_INTERVALS.after_analgesic_s / 60.0),
        "routine_min": _Key(5.0, 1440.0, DEFAULT_INTERVALS.routine_s / 60.0),
    },
    "screen": {"reading_distance_m": _Key(1.0, 6.0, DISTANCE_M)},
    "retention": {"keep_days": _Key(1.0, 36_500.0, None)},
    "sound": {
        "low_repeat_s": _Key(16.0, 300.0, None),
        "medium_repeat_s": _Key(2.5, 30.0, DEFAULT_AUDIO.medium_repeat_s),
        "reminder_min": _Key(1.0, 10.0, DEFAULT_AUDIO.reminder_s / 60.0),
        "least_volume_percent": _Key(100.0 * LEAST_VOLUME, 100.0, 100.0 * LEAST_VOLUME),
    },
}


@dataclass(frozen=True, slots=True)
class WardSettings:
    """What the ward chose.

    Attributes:
        intervals: of manual assessment.
        reading_distance_m: metres to whoever reads the screen.
        keep_days: how long `neopain purge` leaves a session; None for good.
        outside_training: what is done with the number of a face unlike training.
        audio: which alarms sound, and how often.
        time_zone: of the local time in exports; None for the computer's.
    """

    intervals: Intervals = DEFAULT_INTERVALS
    reading_distance_m: float = DISTANCE_M
    keep_days: float | None = None
    outside_training: OutsideTraining = OutsideTraining.REFUSE
    audio: AudioPolicy = DEFAULT_AUDIO
    time_zone: ZoneInfo | None = None


def read_ward_settings(folder: Path) -> WardSettings:
    """The settings of the sessions' folder; the usual ones where there is no file.

    Raises: SettingFault that names file, key, value and what is allowed.
    """
    file = folder / FILE
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        # Without a folder there are no settings either; that nothing can be recorded is told by the record.
        return WardSettings()
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingFault(
            Text("{file} cannot be read ({fault}); mend it or take it away", file=file, fault=fault)
        ) from fault
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise SettingFault(
            Text("{file} is no TOML file: {fault}; mend it or take it away", file=file, fault=fault)
        ) from fault
    outside = _outside_training(file, tables.pop(OUTSIDE_TRAINING, OutsideTraining.REFUSE.value))
    zone = _time_zone(file, tables.pop(TIME_ZONE, None))
    numbers = {
        key: one.usual for keys in _KEYS.values() for key, one in keys.items() if one.usual is not None
    }
    for table, entries in tables.items():
        if table not in _KEYS or not isinstance(entries, dict):
            known = " and ".join(f"[{name}]" for name in _KEYS)
            keys = f"{OUTSIDE_TRAINING}, {TIME_ZONE}"
            raise SettingFault(
                Text(
                    "{file} holds {keys}, {known}; got {table}: mend it",
                    file=file,
                    keys=keys,
                    known=known,
                    table=repr(table),
                )
            )
        numbers |= {key: _number(file, table, key, value) for key, value in entries.items()}
    return WardSettings(
        Intervals(
            after_raised_s=60.0 * numbers["after_raised_min"],
            after_analgesic_s=60.0 * numbers["after_analgesic_min"],
            routine_s=60.0 * numbers["routine_min"],
        ),
        numbers["reading_distance_m"],
        numbers.get("keep_days"),
        outside,
        AudioPolicy(
            medium_repeat_s=numbers["medium_repeat_s"],
            low_repeat_s=numbers.get("low_repeat_s"),
            reminder_s=60.0 * numbers["reminder_min"],
            least_volume=numbers["least_volume_percent"] / 100.0,
        ),
        zone,
    )


def _outside_training(file: Path, value: object) -> OutsideTraining:
    if not isinstance(value, str) or value not in set(OutsideTraining):
        known = " or ".join(f'"{one}"' for one in OutsideTraining)
        raise SettingFault(
            Text(
                "{file}: {key} is {known}; got {got}: choose one",
                file=file,
                key=OUTSIDE_TRAINING,
                known=known,
                got=repr(value),
            )
        )
    return OutsideTraining(value)


def _time_zone(file: Path, value: object) -> ZoneInfo | None:
    if value is None:
        return None
    try:
        return ZoneInfo(str(value))
    # A name can be unknown, lead out of the folder of zones, or name one of its folders.
    except (KeyError, ValueError, OSError) as fault:
        raise SettingFault(
            Text(
                '{file}: {key} is a name of a time zone such as "Europe/Berlin"; got {got}: '
                "mend it, or install tzdata where the name is right",
                file=file,
                key=TIME_ZONE,
                got=repr(value),
            )
        ) from fault


def _number(file: Path, table: str, key: str, value: object) -> float:
    bounds = _KEYS[table].get(key)
    if bounds is None:
        known = ", ".join(_KEYS[table])
        raise SettingFault(
            Text(
                "{file}: [{table}] has the keys {known}; got {key}: mend it",
                file=file,
                table=table,
                known=known,
                key=repr(key),
            )
        )
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is None or not bounds.least <= number <= bounds.most:
        raise SettingFault(
            Text(
                "{file}: [{table}] {key} is a number from {least:g} to {most:g}; got {got}: choose within",
                file=file,
                table=table,
                key=key,
                least=bounds.least,
                most=bounds.most,
                got=repr(value),
            )
        )
    return float(number)
