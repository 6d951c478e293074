"""Limits and times of the pain alert by gestational age, as data, with bounds on what may be set.

Every number here is provisional and uncalibrated: there is no clinical study behind the limits. The lower
limits for infants born earlier follow only the observation that their faces show less (Gibbins et al. 2008).
Hysteresis, confirmation and recovery start from those published for a neonatal face classifier: threshold
+-0.05 of probability, 1.5 s and 1.0 s, ambiguous from 0.2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from neopain.core.errors import SettingFault
from neopain.core.score.delay import MAX_TOTAL_DELAY_S, SYSTEM_DELAY_S, TotalDelay, total_delay
from neopain.core.text import Text


@dataclass(frozen=True, slots=True)
class Bound:
    """Least and greatest value that may be set."""

    least: float
    greatest: float
    unit: str


BOUNDS: dict[str, Bound] = {
    "lower_limit": Bound(3.0, 7.0, "points"),
    "upper_limit": Bound(4.0, 8.0, "points"),
    "lower_hold_s": Bound(2.0, 10.0, "s"),
    "upper_hold_s": Bound(2.0, 10.0, "s"),
    "smoothing_s": Bound(1.0, 5.0, "s"),
}
"""What may be set, by field of `Preset`."""
LEAST_LIMIT_DISTANCE = 1.0
"""Points between the lower and the upper limit, at least."""


@dataclass(frozen=True, slots=True)
class Preset:
    """How the trend decides about one infant.

    Attributes:
        id, label: for the record and for the screen.
        from_weeks, below_weeks: gestational age at birth in completed weeks that it is made for.
        lower_limit, upper_limit: points; LOW over the lower, MEDIUM over the upper.
        lower_hold_s, upper_hold_s: seconds continuously over the limit before the alert.
        smoothing_s: time constant of `core.score.smoothing`.
        ambiguous_over: points over which the state is no longer "no signs seen".
        confirm_s: seconds before the state word follows the score up.
        recover_s: seconds under limit minus `width` before it goes back.
        width: points of hysteresis.
        window_s: seconds that the model looks back over its scores, 0 where it does not; set by the watch, as
            it is the model's and nobody's choice.
    """

    id: str
    label: str
    from_weeks: int
    below_weeks: int
    lower_limit: float
    upper_limit: float
    lower_hold_s: float = 6.0
    upper_hold_s: float = 8.0
    smoothing_s: float = 3.0
    ambiguous_over: float = 2.0
    confirm_s: float = 1.5
    recover_s: float = 1.0
    width: float = 1.0
    window_s: float = 0.0

    @property
    def delay(self) -> TotalDelay:
        """Worst-case delay of the MEDIUM alert on a computer and a camera that are fast enough."""
        return self.delay_with(SYSTEM_DELAY_S)

    def delay_with(self, system_s: float) -> TotalDelay:
        """The same where grab, model and signal take `system_s`."""
        return total_delay(self.smoothing_s, self.upper_limit, self.upper_hold_s, system_s, self.window_s)


PRESETS: tuple[Preset, ...] = (
    Preset("extremely_preterm", Text("Extremely preterm (below 28 weeks)"), 0, 28, 3.0, 5.0),
    Preset("very_preterm", Text("Very preterm (28 to 31 weeks)"), 28, 32, 3.5, 5.5),
    Preset("preterm", Text("Moderate to late preterm (32 to 36 weeks)"), 32, 37, 4.0, 6.0),
    Preset("term", Text("Term (37 weeks and over)"), 37, 46, 4.0, 6.0),
)
"""Bands of the World Health Organization; the limits are provisional."""
DEFAULT_PRESET = PRESETS[-1]


def preset_by_id(preset_id: str) -> Preset:
    """The stored preset of that id. Raises: SettingFault."""
    for preset in PRESETS:
        if preset.id == preset_id:
            return preset
    known = ", ".join(preset.id for preset in PRESETS)
    raise SettingFault(
        Text(
            "a preset is one of {known}; got {preset_id}: choose one of these",
            known=known,
            preset_id=repr(preset_id),
        )
    )


def preset_for(weeks: int) -> Preset:
    """The preset for a gestational age at birth in completed weeks, 22 to 45. Raises: SettingFault."""
    for preset in PRESETS:
        if weeks >= 22 and preset.from_weeks <= weeks < preset.below_weeks:
            return preset
    raise SettingFault(
        Text("gestational age is 22 to 45 completed weeks; got {weeks}: correct the admission", weeks=weeks)
    )


def with_limits(
    preset: Preset,
    *,
    lower_limit: float | None = None,
    upper_limit: float | None = None,
    lower_hold_s: float | None = None,
    upper_hold_s: float | None = None,
    smoothing_s: float | None = None,
) -> Preset:
    """A copy with other limits and times; None keeps the old value.

    Raises: SettingFault for a value out of `BOUNDS`, a limit that the screen's one decimal cannot show,
    limits too close together, or a total delay over 15 s. The old preset stays in force then.
    """
    changed = replace(
        preset,
        lower_limit=preset.lower_limit if lower_limit is None else lower_limit,
        upper_limit=preset.upper_limit if upper_limit is None else upper_limit,
        lower_hold_s=preset.lower_hold_s if lower_hold_s is None else lower_hold_s,
        upper_hold_s=preset.upper_hold_s if upper_hold_s is None else upper_hold_s,
        smoothing_s=preset.smoothing_s if smoothing_s is None else smoothing_s,
    )
    check_preset(changed)
    return changed


def check_preset(preset: Preset) -> None:
    """Raises: SettingFault when a limit or time of the preset may not be set so."""
    for name, bound in BOUNDS.items():
        value = getattr(preset, name)
        if not bound.least <= value <= bound.greatest:
            raise SettingFault(
                Text(
                    "{name} is {least:g} to {greatest:g} {unit}; got {got:g}: choose within",
                    name=name,
                    least=bound.least,
                    greatest=bound.greatest,
                    unit=bound.unit,
                    got=value,
                )
            )
    for limit in (preset.lower_limit, preset.upper_limit):
        if limit != round(limit, 1):
            raise SettingFault(
                Text("a limit has one decimal, as the screen shows it; got {limit}: round it", limit=limit)
            )
    if preset.upper_limit - preset.lower_limit < LEAST_LIMIT_DISTANCE:
        raise SettingFault(
            Text(
                "the upper limit is at least {least:g} over the lower; got "
                "{lower:g} and {upper:g}: move one of them",
                least=LEAST_LIMIT_DISTANCE,
                lower=preset.lower_limit,
                upper=preset.upper_limit,
            )
        )
    if preset.delay.total_s > MAX_TOTAL_DELAY_S:
        raise SettingFault(
            Text(
                "the total alert delay is at most {most:g} s; got {got:.1f} s: shorten "
                "the hold or the smoothing, or lower the upper limit",
                most=MAX_TOTAL_DELAY_S,
                got=preset.delay.total_s,
            )
        )
