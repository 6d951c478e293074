"""What a ward sets for itself, from `ward.toml` in the folder of the sessions.

    time_zone = "Europe/Berlin"

    [reassessment]
    after_raised_min = 30
    after_analgesic_min = 30
    routine_min = 180

    [screen]
    reading_distance_m = 3.0

    [retention]
    keep_days = 365

Each key may be missing, the whole file too; without `keep_days` sessions are kept for good, without
`time_zone` exports tell the computer's own local time beside UTC. A file that makes no sense is refused as a
whole: a ward must not believe that an interval holds which does not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from neopain.core.clinical.reassessment import DEFAULT_INTERVALS, Intervals
from neopain.core.errors import SettingFault

FILE = "ward.toml"
DISTANCE_M = 3.0
TIME_ZONE = "time_zone"
"""Stands above the tables, as TOML wants of a key that is in none."""


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
}


@dataclass(frozen=True, slots=True)
class WardSettings:
    """The ward's own numbers.

    Attributes:
        intervals: of manual assessment.
        reading_distance_m: metres to whoever reads the screen.
        keep_days: how long `neopain purge` leaves a session; None for good.
        time_zone: of the local time in exports; None for the computer's.
    """

    intervals: Intervals = DEFAULT_INTERVALS
    reading_distance_m: float = DISTANCE_M
    keep_days: float | None = None
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
        raise SettingFault(f"{file} cannot be read ({fault}); mend it or take it away") from fault
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise SettingFault(f"{file} is no TOML file: {fault}; mend it or take it away") from fault
    zone = _time_zone(file, tables.pop(TIME_ZONE, None))
    numbers = {
        key: one.usual for keys in _KEYS.values() for key, one in keys.items() if one.usual is not None
    }
    for table, entries in tables.items():
        if table not in _KEYS or not isinstance(entries, dict):
            known = " and ".join(f"[{name}]" for name in _KEYS)
            raise SettingFault(f"{file} holds {TIME_ZONE}, {known}; got {table!r}: mend it")
        numbers |= {key: _number(file, table, key, value) for key, value in entries.items()}
    return WardSettings(
        Intervals(
            after_raised_s=60.0 * numbers["after_raised_min"],
            after_analgesic_s=60.0 * numbers["after_analgesic_min"],
            routine_s=60.0 * numbers["routine_min"],
        ),
        numbers["reading_distance_m"],
        numbers.get("keep_days"),
        zone,
    )


def _time_zone(file: Path, value: object) -> ZoneInfo | None:
    if value is None:
        return None
    try:
        return ZoneInfo(str(value))
    # A name can be unknown, lead out of the folder of zones, or name one of its folders.
    except (KeyError, ValueError, OSError) as fault:
        raise SettingFault(
            f'{file}: {TIME_ZONE} is a name of a time zone such as "Europe/Berlin"; got {value!r}: mend it, '
            "or install tzdata where the name is right"
        ) from fault


def _number(file: Path, table: str, key: str, value: object) -> float:
    bounds = _KEYS[table].get(key)
    if bounds is None:
        known = ", ".join(_KEYS[table])
        raise SettingFault(f"{file}: [{table}] has the keys {known}; got {key!r}: mend it")
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is None or not bounds.least <= number <= bounds.most:
        raise SettingFault(
            f"{file}: [{table}] {key} is a number from {bounds.least:g} to {bounds.most:g}; "
            f"got {value!r}: choose within"
        )
    return float(number)
