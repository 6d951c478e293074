"""What a ward sets for itself, from `ward.toml` in the folder of the sessions.

    outside_training = "refuse"
    lock_asks = "who"
    adaptation = "off"
    time_zone = "Europe/Berlin"

    [reassessment]
    after_raised_min = 30
    after_analgesic_min = 30
    routine_min = 180

    [screen]
    reading_distance_m = 3.0
    lock_after_min = 5

    [retention]
    keep_days = 365

    [clips]
    before_s = 10
    after_s = 20
    keep_days = 30
    most_mb = 5000

    [sound]
    low_repeat_s = 30
    medium_repeat_s = 30
    reminder_min = 3
    least_volume_percent = 50

Each key may be missing, the whole file too; without `keep_days` sessions are kept for good, without
`low_repeat_s` alarms of low priority have no sound, without `lock_after_min` the screen never locks
(`lock_asks` is "who" or "pin"), without `time_zone` exports tell the computer's own local time beside UTC.
A file that makes no sense is refused as a whole: a ward must not believe that an interval holds which does
not.

`site.toml` in the platform's own place (`paths.site`) holds the same keys for every user of a machine. What
the ward wrote goes before it, and the command line before both; what the site names in `locked`, a list such
as `["outside_training", "sound.reminder_min"]`, the ward cannot set.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from neopain import paths
from neopain.core.alarms.sound_policy import DEFAULT_AUDIO, LEAST_VOLUME, AudioPolicy
from neopain.core.clinical.clips import CLIP_BOUNDS, DEFAULT_CLIPS, ClipRule
from neopain.core.clinical.reassessment import DEFAULT_INTERVALS, Intervals
from neopain.core.clinical.signing import LockAsks
from neopain.core.errors import SettingFault
from neopain.core.foreign_words import shown_value
from neopain.core.readings import OutsideTraining
from neopain.core.score.infant.adaptation import AdaptationChoice
from neopain.core.text import Text

FILE = "ward.toml"
SITE_FILE = "site.toml"
DISTANCE_M = 3.0
OUTSIDE_TRAINING, ADAPTATION, LOCK_ASKS = "outside_training", "adaptation", "lock_asks"
TIME_ZONE, LOCKED = "time_zone", "locked"
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
    "screen": {
        "reading_distance_m": _Key(1.0, 6.0, DISTANCE_M),
        "lock_after_min": _Key(0.5, 240.0, None),
    },
    "retention": {"keep_days": _Key(1.0, 36_500.0, None)},
    "clips": {key: _Key(*both, getattr(DEFAULT_CLIPS, key)) for key, both in CLIP_BOUNDS.items()},
    "sound": {
        "low_repeat_s": _Key(16.0, 300.0, None),
        "medium_repeat_s": _Key(2.5, 30.0, DEFAULT_AUDIO.medium_repeat_s),
        "reminder_min": _Key(1.0, 10.0, DEFAULT_AUDIO.reminder_s / 60.0),
        "least_volume_percent": _Key(100.0 * LEAST_VOLUME, 100.0, 100.0 * LEAST_VOLUME),
    },
}
_WORDS: Mapping[str, type[OutsideTraining | AdaptationChoice | LockAsks]] = {
    OUTSIDE_TRAINING: OutsideTraining,
    ADAPTATION: AdaptationChoice,
    LOCK_ASKS: LockAsks,
}


@dataclass(frozen=True, slots=True)
class WardSettings:
    """What the ward chose.

    Attributes:
        intervals: of manual assessment.
        reading_distance_m: metres to whoever reads the screen.
        keep_days: how long `neopain purge` leaves a session; None for good.
        outside_training: what is done with the number of a face unlike training.
        adaptation: whether scores are adapted to the infant from a session's start.
        audio: which alarms sound, and how often.
        clips: of pictures, where a consent holds.
        time_zone: of the local time in exports; None for the computer's.
        lock_after_min: minutes without a touch after which the screen asks who is there; None for never.
        lock_asks: what it asks for then.
    """

    intervals: Intervals = DEFAULT_INTERVALS
    reading_distance_m: float = DISTANCE_M
    keep_days: float | None = None
    outside_training: OutsideTraining = OutsideTraining.REFUSE
    audio: AudioPolicy = DEFAULT_AUDIO
    time_zone: ZoneInfo | None = None
    lock_after_min: float | None = None
    lock_asks: LockAsks = LockAsks.WHO
    adaptation: AdaptationChoice = AdaptationChoice.OFF
    clips: ClipRule = DEFAULT_CLIPS


def read_ward_settings(folder: Path) -> WardSettings:
    """The settings of the sessions' folder over those of the site; the usual ones where neither speaks.

    Raises: SettingFault that names file, line, key, value and what is allowed.
    """
    site, ward = _read(paths.site() / SITE_FILE), _read(folder / FILE)
    for name in ward.values:
        if name in site.locked:
            words = Text("is locked for the whole site by {file}: take this line away", file=site.file)
            raise ward.refusal(name, words)
    usual = {f"{name}.{key}": one.usual for name, keys in _KEYS.items() for key, one in keys.items()}
    return _settings_of({**usual, **site.values, **ward.values})


def _settings_of(values: Mapping[str, object]) -> WardSettings:
    def number(name: str) -> float:
        return float(str(values[name]))

    def number_or_none(name: str) -> float | None:
        return None if values[name] is None else number(name)

    zone = values.get(TIME_ZONE)
    return WardSettings(
        Intervals(
            after_raised_s=60.0 * number("reassessment.after_raised_min"),
            after_analgesic_s=60.0 * number("reassessment.after_analgesic_min"),
            routine_s=60.0 * number("reassessment.routine_min"),
        ),
        number("screen.reading_distance_m"),
        number_or_none("retention.keep_days"),
        OutsideTraining(str(values.get(OUTSIDE_TRAINING, OutsideTraining.REFUSE))),
        AudioPolicy(
            medium_repeat_s=number("sound.medium_repeat_s"),
            low_repeat_s=number_or_none("sound.low_repeat_s"),
            reminder_s=60.0 * number("sound.reminder_min"),
            least_volume=number("sound.least_volume_percent") / 100.0,
        ),
        zone if isinstance(zone, ZoneInfo) else None,
        number_or_none("screen.lock_after_min"),
        LockAsks(str(values.get(LOCK_ASKS, LockAsks.WHO))),
        AdaptationChoice(str(values.get(ADAPTATION, AdaptationChoice.OFF))),
        ClipRule(*(number(f"clips.{key}") for key in CLIP_BOUNDS)),
    )


@dataclass(frozen=True, slots=True)
class _File:
    """What one file says, checked; names are `key` or `table.key`."""

    file: Path
    text: str
    values: Mapping[str, object]
    locked: frozenset[str] = frozenset()

    def refusal(self, name: str, words: str) -> SettingFault:
        """Names the file and the line of a key."""
        return SettingFault(Text("{place} {words}", place=_place(self.file, self.text, name), words=words))


def _read(file: Path) -> _File:
    try:
        if file.exists() and not file.is_file() and not file.is_dir():
            # Whoever reads a named pipe waits, and nothing would start.
            raise SettingFault(Text("{file} is no regular file; put a text file in its place", file=file))
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        # Without a folder there are no settings either; that nothing can be recorded is told by the record.
        return _File(file, "", {})
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingFault(
            Text("{file} cannot be read ({fault}); mend it or take it away", file=file, fault=fault)
        ) from fault
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        raise SettingFault(
            Text("{file} is no TOML file: {fault}; mend it or take it away", file=file, fault=fault)
        ) from fault
    return _checked(file, text, tables)


def _checked(file: Path, text: str, tables: Mapping[str, object]) -> _File:
    read = _File(file, text, {})
    values: dict[str, object] = {}
    locked = frozenset[str]()
    for name, entry in tables.items():
        if name in _WORDS:
            values[name] = _word(read, name, entry)
        elif name == TIME_ZONE:
            values[name] = _time_zone(read, entry)
        elif name == LOCKED and file.name == SITE_FILE:
            locked = _locked(read, entry)
        elif name in _KEYS and isinstance(entry, dict):
            values |= {f"{name}.{key}": _number(read, name, key, value) for key, value in entry.items()}
        else:
            known = ", ".join((*_WORDS, TIME_ZONE, *(f"[{table}]" for table in _KEYS)))
            words = Text("is none of what a settings file holds, {known}: mend it", known=known)
            raise read.refusal(name, words)
    return _File(file, text, values, locked)


def _place(file: Path, text: str, name: str) -> Text:
    """File, line and key, as far as the line can be found."""
    table, _, key = name.rpartition(".")
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\s*\"?([\w.-]+)\"?\s*\]", line)
        inside = header[1] if header else inside
        here = re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line) is not None and inside == table
        if here or (header is not None and not table and header[1] == key):
            return Text("{file}, line {number}: {key}", file=file, number=number, key=key)
    return Text("{file}: {key}", file=file, key=key)


def _locked(read: _File, value: object) -> frozenset[str]:
    known = {
        *_WORDS,
        TIME_ZONE,
        *(f"{table}.{key}" for table, keys in _KEYS.items() for key in keys),
    }
    if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
        words = Text(
            "is a list of {known}; got {got}: mend it", known=", ".join(sorted(known)), got=shown_value(value)
        )
        raise read.refusal(LOCKED, words)
    return frozenset(value)


def _word(read: _File, name: str, value: object) -> str:
    allowed = [str(one) for one in _WORDS[name]]
    if not isinstance(value, str) or value not in allowed:
        known = " or ".join(f'"{one}"' for one in allowed)
        words = Text("is {known}; got {got}: choose one", known=known, got=shown_value(value))
        raise read.refusal(name, words)
    return value


def _time_zone(read: _File, value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    # A name can be unknown, lead out of the folder of zones, or name one of its folders.
    except (KeyError, ValueError, OSError) as fault:
        words = Text(
            'is a name of a time zone such as "Europe/Berlin"; got {got}: mend it, '
            "or install tzdata where the name is right",
            got=shown_value(value),
        )
        raise read.refusal(TIME_ZONE, words) from fault


def _number(read: _File, table: str, key: str, value: object) -> float:
    bounds = _KEYS[table].get(key)
    if bounds is None:
        known = ", ".join(_KEYS[table])
        words = Text("is none of the keys of [{table}], {known}: mend it", table=table, known=known)
        raise read.refusal(f"{table}.{key}", words)
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is None or not bounds.least <= number <= bounds.most:
        words = Text(
            "is a number from {least:g} to {most:g}; got {got}: choose within",
            least=bounds.least,
            most=bounds.most,
            got=shown_value(value),
        )
        raise read.refusal(f"{table}.{key}", words)
    return float(number)
