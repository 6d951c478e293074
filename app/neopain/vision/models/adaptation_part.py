"""What a classifier's manifest says of calm infants, so that its score can be adapted to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neopain.core.score.infant.adaptation import CalmSpread

if TYPE_CHECKING:
    from neopain.vision.models.toml_table import TomlTable

LARGEST = 20.0
"""Log-odds; probabilities are told apart up to about 13.8."""


@dataclass(frozen=True, slots=True)
class AdaptationPart:
    """The table `[adaptation]`.

    Attributes:
        method: in words.
        spread: how the calm faces of held-out training infants lie, log-odds.
    """

    method: str
    spread: CalmSpread


def read_adaptation_part(top: TomlTable) -> AdaptationPart | None:
    """Read the table; None for a classifier that cannot be adapted. Raises: ModelFault for a foolish one."""
    if "adaptation" not in top.values:
        return None
    table = top.table("adaptation")
    centre, between = table.number("centre"), table.number("between")
    # Written so that NaN is refused too.
    if not abs(centre) <= LARGEST:
        raise table.refusal("centre", f"a number within {LARGEST:g} of 0")
    if not 0.0 < between <= LARGEST:
        raise table.refusal("between", f"a number over 0, at most {LARGEST:g}")
    return AdaptationPart(table.text("method"), CalmSpread(centre, between))
