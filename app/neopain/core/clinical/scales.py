"""Clinical scales that people score by hand, as data: ranges, bands, and where they come from.

A manual total stands beside the automatic score and is never merged with it; the automatic score never
carries a scale's name or code. Only NIPS is entered item by item, in words of our own: the item texts of the
others are their owners', so a unit uses its licensed form and enters the total.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from neopain.core.errors import SettingFault
from neopain.core.text import Text

LOINC_SYSTEM = "http://loinc.org"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: its points, and the word on its button."""

    points: int
    words: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a scale: stable id, word for the screen, answers by rising points."""

    id: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """What a range of totals, both ends included, is usually called; units differ."""

    least: int
    greatest: int
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A named scale.

    Attributes:
        id, label: for the record and for the screen.
        least, greatest: range of a total.
        bands: by rising totals; () where none is agreed.
        raised_from: total from which reassessment is due soon; None when the scale has no such side. A
            starting value: the ward sets its own.
        source: where range and bands come from, and what differs.
        items: () when only the total is entered.
        preterm_points: how far a total may exceed `greatest` for an infant born preterm.
        loinc: code of the total for exports; None when there is none that is certain.
    """

    id: str
    label: str
    least: int
    greatest: int
    bands: tuple[Band, ...]
    raised_from: int | None
    source: str
    items: tuple[Item, ...] = ()
    preterm_points: int = 0
    loinc: str | None = None

    def greatest_for(self, *, preterm: bool | None) -> int:
        """The greatest total of this infant; with None (not known) the points for prematurity are allowed."""
        return self.greatest if preterm is False else self.greatest + self.preterm_points


NIPS = Scale(
    id="nips",
    label=Text("NIPS"),
    least=0,
    greatest=7,
    bands=(
        Band(0, 2, Text("none to mild")),
        Band(3, 4, Text("mild to moderate")),
        Band(5, 7, Text("severe")),
    ),
    raised_from=3,
    source=(
        Text(
            "Lawrence et al. 1993, Neonatal Network 12(6):59-66; one minute, acute procedures, "
            "no correction for gestational age. Units differ: bands 0-2, 3-4, 5-7 here, others "
            "act from over 3"
        )
    ),
    items=(
        Item("face", Text("Face"), (Choice(0, Text("at rest")), Choice(1, Text("grimace")))),
        Item(
            "cry",
            Text("Cry"),
            (
                Choice(0, Text("none")),
                Choice(1, Text("whimper, on and off")),
                Choice(2, Text("vigorous, or silent if intubated")),
            ),
        ),
        Item(
            "breathing",
            Text("Breathing"),
            (Choice(0, Text("usual")), Choice(1, Text("changed, held or uneven"))),
        ),
        Item(
            "arms",
            Text("Arms"),
            (Choice(0, Text("at ease or held")), Choice(1, Text("tense, bent or stretched"))),
        ),
        Item(
            "legs",
            Text("Legs"),
            (Choice(0, Text("at ease or held")), Choice(1, Text("tense, bent or stretched"))),
        ),
        Item("arousal", Text("Arousal"), (Choice(0, Text("asleep or calm")), Choice(1, Text("fussy")))),
    ),
    loinc="98012-8",
)
PIPP_R = Scale(
    id="pipp_r",
    label=Text("PIPP-R"),
    least=0,
    greatest=21,
    bands=(
        Band(0, 6, Text("minimal or none")),
        Band(7, 12, Text("mild to moderate")),
        Band(13, 21, Text("severe")),
    ),
    raised_from=7,
    source=Text(
        "Stevens et al. 2014, Clin J Pain 30(3):238-243. Units differ: severe from over 12 or from 12"
    ),
)
N_PASS_PAIN = Scale(
    id="n_pass_pain",
    label=Text("N-PASS pain"),
    least=0,
    greatest=10,
    bands=(Band(0, 3, Text("low")), Band(4, 6, Text("raised")), Band(7, 13, Text("high"))),
    raised_from=4,
    source=(
        Text(
            "Hummel et al. 2008, J Perinatol 28:55-60. Units differ: up to 3 points are added "
            "for prematurity, by tables that are not alike; treatment is considered over 3"
        )
    ),
    preterm_points=3,
)
N_PASS_SEDATION = Scale(
    id="n_pass_sedation",
    label=Text("N-PASS sedation"),
    least=-10,
    greatest=0,
    bands=(
        Band(-10, -5, Text("deep sedation")),
        Band(-4, -2, Text("light sedation")),
        Band(-1, 0, Text("not sedated")),
    ),
    raised_from=None,
    source=Text("Hummel et al. 2008, J Perinatol 28:55-60. Units differ in what they aim at"),
)
CRIES = Scale(
    id="cries",
    label=Text("CRIES"),
    least=0,
    greatest=10,
    bands=(Band(0, 3, Text("low")), Band(4, 6, Text("raised")), Band(7, 10, Text("high"))),
    raised_from=4,
    source=Text("Krechel and Bildner 1995, Paediatr Anaesth 5(1):53-61; from 32 weeks, after operations"),
)
COMFORT_NEO = Scale(
    id="comfort_neo",
    label=Text("COMFORTneo"),
    least=6,
    greatest=30,
    bands=(
        Band(6, 8, Text("possibly over-sedated")),
        Band(9, 13, Text("usual")),
        Band(14, 30, Text("pain or distress")),
    ),
    raised_from=14,
    source=Text("van Dijk et al. 2009, Clin J Pain 25(7):607-616; two minutes, lasting pain"),
)
FLACC = Scale(
    id="flacc",
    label=Text("FLACC"),
    least=0,
    greatest=10,
    bands=(
        Band(0, 0, Text("relaxed")),
        Band(1, 3, Text("mild")),
        Band(4, 6, Text("moderate")),
        Band(7, 10, Text("severe")),
    ),
    raised_from=4,
    source=Text("Merkel et al. 1997, Pediatr Nurs 23(3):293-297; 2 months to 7 years, not made for neonates"),
)

SCALES: tuple[Scale, ...] = (NIPS, PIPP_R, N_PASS_PAIN, N_PASS_SEDATION, CRIES, COMFORT_NEO, FLACC)
"""In the order of the screen; NIPS, which has its items here, first."""


def scale_by_id(scale_id: str) -> Scale:
    """Raises: SettingFault for an unknown scale."""
    for scale in SCALES:
        if scale.id == scale_id:
            return scale
    known = ", ".join(scale.id for scale in SCALES)
    raise SettingFault(
        Text(
            "a scale is one of {known}; got {scale_id}: choose one of these",
            known=known,
            scale_id=repr(scale_id),
        )
    )


def total_of(scale: Scale, answers: Mapping[str, int]) -> int | None:
    """The sum of a scale's items; None as long as one is missing: a part of a scale has no total.

    Raises: SettingFault for an item or points that the scale does not have.
    """
    items = {item.id: item for item in scale.items}
    for item_id, points in answers.items():
        if item_id not in items:
            raise SettingFault(
                Text(
                    "{scale} has the items {names}; got {item_id}",
                    scale=scale.label,
                    names=", ".join(items),
                    item_id=repr(item_id),
                )
            )
        allowed = [choice.points for choice in items[item_id].choices]
        if points not in allowed:
            raise SettingFault(
                Text(
                    "{item} has {allowed} points in {scale}; got {points}",
                    item=items[item_id].label,
                    allowed=allowed,
                    scale=scale.label,
                    points=points,
                )
            )
    if not items or len(answers) < len(items):
        return None
    return sum(answers.values())


def missing_items(scale: Scale, answers: Mapping[str, int]) -> tuple[str, ...]:
    """Labels of the items without an answer, in order."""
    return tuple(item.label for item in scale.items if item.id not in answers)


def check_total(scale: Scale, total: int, *, preterm: bool | None = None) -> int:
    """The total itself. Raises: SettingFault when it lies out of the scale's range for this infant."""
    greatest = scale.greatest_for(preterm=preterm)
    if not scale.least <= total <= greatest:
        raise SettingFault(
            Text(
                "{scale} is {least} to {greatest}; got {total}: correct the total",
                scale=scale.label,
                least=scale.least,
                greatest=greatest,
                total=total,
            )
        )
    return total


def band_of(scale: Scale, total: int) -> str:
    """What such a total is usually called; "" where the scale has no band for it."""
    return next((band.words for band in scale.bands if band.least <= total <= band.greatest), "")


def is_raised(scale: Scale, total: int | None) -> bool:
    """Whether such a total asks for an early reassessment; a missing total does not."""
    return total is not None and scale.raised_from is not None and total >= scale.raised_from
