"""Clinical scores to the study's two classes, by a stated rule; and what may stand in a column of ratings.

Of a score only whether it reaches a threshold makes the label. The thresholds are options, because units
differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from neopain.core.errors import SettingFault

NIPS_RANGE = (0.0, 7.0)
NFCS_RANGE = (0.0, 10.0)
INTENSITY = "intensity"
"""The column that says how strong a pain expression is; `train` learns it."""
RATING_RANGES = {"nips": NIPS_RANGE, "nfcs": NFCS_RANGE, INTENSITY: (0.0, 10.0)}
"""Columns that are ratings of pictures and not groups of infants, and what they may hold."""
RATER = "rater_"
"""What the column of one person's ratings begins with: `rater_anna`, `rater_ben`."""


@dataclass(frozen=True, slots=True)
class LabelRule:
    """When a clinical score counts as pain.

    Attributes:
        nips_at_least: NIPS total, 0..7 (Lawrence et al. 1993). More than 2 is read as possible pain, hence 3.
        nfcs_at_least: NFCS actions present, 0..10 (Grunau and Craig 1987; the five-action form gives 0..5).
            3 of 5 is this project's assumption for pictures scored once; state yours in your paper.
    """

    nips_at_least: float = 3.0
    nfcs_at_least: float = 3.0

    def __post_init__(self) -> None:
        for scale, threshold, (_, high) in (
            ("NIPS", self.nips_at_least, NIPS_RANGE),
            ("NFCS", self.nfcs_at_least, NFCS_RANGE),
        ):
            if not 0.0 < threshold <= high:
                raise SettingFault(
                    f"expected the {scale} from which it is pain above 0 and at most {high:g}; "
                    f"got {threshold:g}"
                )

    def from_nips(self, score: float) -> int:
        """1 for pain, 0 for not pain. Raises: SettingFault outside 0..7."""
        return _reaches(score, self.nips_at_least, NIPS_RANGE, "NIPS")

    def from_nfcs(self, score: float) -> int:
        """1 for pain, 0 for not pain. Raises: SettingFault outside 0..10."""
        return _reaches(score, self.nfcs_at_least, NFCS_RANGE, "NFCS")

    @property
    def in_words(self) -> str:
        """The rule, for the tables."""
        return f"pain = NIPS >= {self.nips_at_least:g}, or NFCS >= {self.nfcs_at_least:g} without a NIPS"


def _reaches(score: float, threshold: float, limits: tuple[float, float], scale: str) -> int:
    low, high = limits
    if not low <= score <= high:
        raise SettingFault(
            f"expected a {scale} score in {low:g}..{high:g}; got {score:g}; correct the manifest"
        )
    return int(score >= threshold)


PAIN_WORDS = frozenset({"1", "1.0", "pain", "painful", "true", "yes"})
CALM_WORDS = frozenset(
    {"0", "0.0", "nopain", "no_pain", "no pain", "non-pain", "nonpain", "rest", "false", "no"}
)
DRAWN_WORDS = frozenset({"1", "1.0", "yes", "true"})
PICTURED_WORDS = frozenset({"", "0", "0.0", "no", "false"})


def label_of_word(word: str) -> int:
    """A label column's word as 1 or 0. Raises: SettingFault for any other word."""
    plain = word.strip().lower()
    if plain in PAIN_WORDS:
        return 1
    if plain in CALM_WORDS:
        return 0
    raise SettingFault(
        f"expected a label such as 1, pain, 0 or nopain; got {word!r}; correct it, or leave it empty and "
        "give a nips or nfcs column"
    )


def is_rating(column: str) -> bool:
    """Whether the column holds ratings of pictures, and no property of infants."""
    return column in RATING_RANGES or column.startswith(RATER)


def rating_of(column: str, number: float) -> float:
    """A rating within its column's range. Raises: SettingFault: a scale of 0 to 100 is another scale."""
    low, high = RATING_RANGES.get(column, (-math.inf, math.inf))
    if not low <= number <= high:
        raise SettingFault(
            f"expected {column} in {low:g}..{high:g}; got {number:g}; bring the column to that scale, or "
            "give it another name"
        )
    return number


def says_simulated(word: str) -> bool:
    """Whether a cell of the column `simulated` says that no newborn was pictured.

    Raises: SettingFault for a word that is neither yes nor no, which would pass a drawing off as a newborn.
    """
    plain = word.strip().lower()
    if plain in DRAWN_WORDS or plain in PICTURED_WORDS:
        return plain in DRAWN_WORDS
    raise SettingFault(f"expected `simulated` as 1 or 0; got {word!r}; correct it, or leave the cell empty")
