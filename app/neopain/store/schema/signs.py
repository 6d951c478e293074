"""The fifth migration: what stands beside a score, its interval and intensity, and the signs of the face.

The names of the actions' columns are written out, as a released migration is never edited.
"""

from __future__ import annotations

_ACTIONS = (
    "brow_bulge",
    "eye_squeeze",
    "nasolabial_furrow",
    "open_lips",
    "vertical_stretch",
    "horizontal_stretch",
)

SIGNS: tuple[str, ...] = (
    """ALTER TABLE reading ADD COLUMN score_low REAL CHECK (
        score_low IS NULL OR (score_low BETWEEN 0 AND smoothed AND reason IS NULL))""",
    """ALTER TABLE reading ADD COLUMN score_high REAL CHECK (
        (score_high IS NULL) = (score_low IS NULL)
        AND (score_high IS NULL OR score_high BETWEEN smoothed AND 10))""",
    """ALTER TABLE reading ADD COLUMN intensity REAL CHECK (
        intensity IS NULL OR (intensity BETWEEN 0 AND 10 AND reason IS NULL))""",
    "ALTER TABLE reading ADD COLUMN distress REAL CHECK (distress BETWEEN 0 AND 1)",
    # In percent: a byte each, and what is shown and what is recorded are the same number.
    *(
        f"ALTER TABLE reading ADD COLUMN {action}{what} INTEGER CHECK ({action}{what} BETWEEN 0 AND 100)"
        for what in ("", "_confidence")
        for action in _ACTIONS
    ),
)
