"""Who lies in the bed: a pseudonym and two ages, never a name and never a date of birth.

Postmenstrual age = gestational age at birth + postnatal age (Engle et al. 2004, Pediatrics 114(5):1362-1364).
The postnatal age is kept as days at admission, and grows by the record's UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from neopain.core.errors import SettingFault
from neopain.core.record import new_id
from neopain.core.score.presets import DEFAULT_PRESET, Preset, check_preset, preset_for
from neopain.core.text import Text

CODE_MAX = 24
GREATEST_AGE_DAYS = 366
LEAST_WEEKS, GREATEST_WEEKS = 22, 45
_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?\Z")
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d(?:[01]\d[0-3]\d|[-./][01]?\d[-./][0-3]?\d)|[0-3]?\d[-./][01]?\d[-./](?:\d\d){1,2}|[0-3]\d[01]\d(?:19|20)\d\d)(?!\d)"
)


def check_patient_code(code: str) -> str:
    """The code without blanks around it.

    Raises: SettingFault for what looks like a name (a blank inside, letters only) or holds a date; the
        message says which, so that a pseudonym is used instead.
    """
    code = code.strip()
    if not code or len(code) > CODE_MAX:
        raise SettingFault(
            Text(
                "a patient code has 1 to {most} characters; got {got}: shorten or type it",
                most=CODE_MAX,
                got=len(code),
            )
        )
    if any(letter.isspace() or letter == "," for letter in code):
        raise SettingFault(
            Text("a patient code has no blank and no comma, as names have; use a pseudonym such as P-07")
        )
    if _DATE.search(code):
        raise SettingFault(
            Text("that holds what looks like a date; a patient code has no date of birth: use P-07 or so")
        )
    if not any(letter.isdigit() for letter in code):
        raise SettingFault(
            Text("letters alone may be a name; a patient code has a digit in it, such as P-07")
        )
    if not _CODE.match(code):
        raise SettingFault(
            Text(
                "a patient code is of letters A to Z, digits, and - . _ / inside; use a pseudonym "
                "such as P-07"
            )
        )
    return code


@dataclass(frozen=True, slots=True)
class Admission:
    """One stay.

    Attributes:
        patient_code: pseudonym, as `check_patient_code` gives it.
        gestation_days: gestational age at birth, days (7 a week).
        age_days: postnatal age on the day of admission, whole days.
        admitted_utc: ISO 8601 with offset.
        preset: limits last in force for this infant.
        id: UUID4 text.
        discharged_utc: ISO 8601 with offset; None while the infant is here.
    """

    patient_code: str
    gestation_days: int
    age_days: int
    admitted_utc: str
    preset: Preset = DEFAULT_PRESET
    id: str = field(default_factory=new_id)
    discharged_utc: str | None = None

    def __post_init__(self) -> None:
        check_patient_code(self.patient_code)
        if not 7 * LEAST_WEEKS <= self.gestation_days < 7 * (GREATEST_WEEKS + 1):
            raise SettingFault(
                Text(
                    "gestational age at birth is {least}+0 to {most}+6; got {got}: correct the admission",
                    least=LEAST_WEEKS,
                    most=GREATEST_WEEKS,
                    got=weeks_and_days(self.gestation_days),
                )
            )
        if not 0 <= self.age_days <= GREATEST_AGE_DAYS:
            raise SettingFault(
                Text(
                    "postnatal age is 0 to {most} days; got {got}: correct the admission",
                    most=GREATEST_AGE_DAYS,
                    got=self.age_days,
                )
            )
        for text in (self.admitted_utc, self.discharged_utc):
            if text is not None and datetime.fromisoformat(text).tzinfo is None:
                raise SettingFault(
                    Text("the time of admission has an offset such as +00:00; got {text}", text=repr(text))
                )
        check_preset(self.preset)

    def corrected(self, patient_code: str, gestation_days: int, age_days: int, utc: datetime) -> Admission:
        """The same stay under other words; `age_days` is the age at `utc`.

        Raises: SettingFault, also for an infant who would be younger than the stay is long.
        """
        stayed = self.postnatal_days(utc) - self.age_days
        if age_days < stayed:
            raise SettingFault(
                Text(
                    "this infant was admitted {stayed} days ago and cannot be {got} days old: correct the "
                    "age, or discharge and admit the one who is here",
                    stayed=stayed,
                    got=age_days,
                )
            )
        return replace(
            self,
            patient_code=check_patient_code(patient_code),
            gestation_days=gestation_days,
            age_days=age_days - stayed,
        )

    @property
    def preterm(self) -> bool:
        """Born before 37 completed weeks."""
        return self.gestation_days < 7 * 37

    def postnatal_days(self, utc: datetime) -> int:
        """Whole days since birth; a wall clock that stands before the admission counts none."""
        passed = utc.astimezone(UTC) - datetime.fromisoformat(self.admitted_utc)
        return self.age_days + max(0, passed.days)

    def postmenstrual_days(self, utc: datetime) -> int:
        """Gestational age at birth plus postnatal age, days."""
        return self.gestation_days + self.postnatal_days(utc)

    def with_preset(self, preset: Preset) -> Admission:
        """The same stay with other limits."""
        return replace(self, preset=preset)


def weeks_and_days(days: int) -> str:
    """`31+2` for 219 days."""
    return f"{days // 7}+{days % 7}"


def gestation_of(weeks: int, days: int) -> int:
    """Days of a gestational age. Raises: SettingFault when `days` is not 0 to 6."""
    if not 0 <= days <= 6:
        raise SettingFault(
            Text("a gestational age has 0 to 6 days over its weeks; got {days}: correct it", days=days)
        )
    return 7 * weeks + days


def proposed_preset(gestation_days: int) -> Preset:
    """The stored preset for that gestational age at birth. Raises: SettingFault."""
    return preset_for(gestation_days // 7)
