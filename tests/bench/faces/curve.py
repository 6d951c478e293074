"""How often the score is on the wrong side, against how many faces are scored: what every refusal buys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from neopain.core.readings import Reason
from neopain.vision.quality.view_quality import ViewLimits, refusal, refusals
from tests.bench.faces.looks import FIRST_LIMITS, Look
from tests.bench.faces.tables import Row, share

LIMITS = ViewLimits()
NONE, FIRST, NOW, KNOWN = (
    "no view limits",
    "view limits of 0.1.0",
    "all of today's",
    "all of today's, and known",
)
TONES = (("light", 0.0, 0.35), ("middle", 0.35, 0.65), ("dark", 0.65, 1.01))
NAMED_FROM = 4.0
"""Points of coverage that a limit costs, for its name to stand in the picture."""
_NO_DATES = {"Software": None}


def by_first_limits(look: Look) -> bool:
    """Whether version 0.1.0 would have scored the view."""
    bare = replace(look.view, covered=(), clear=True, others=0, settled=True, maturity=None)
    return refusal(bare, FIRST_LIMITS) is None


def _without(reason: Reason) -> Callable[[Look], bool]:
    return lambda look: reason not in refusals(look.view, LIMITS)


def risk_rows(looks: Sequence[Look]) -> list[Row]:
    """No limits, those of 0.1.0, each single one of today, all of today's."""
    found = [look for look in looks if look.view is not None]
    reasons = sorted({reason for look in found for reason in refusals(look.view, LIMITS)})
    kept = {
        NONE: lambda _: True,
        FIRST: by_first_limits,
        **{f"only {reason.value}": _without(reason) for reason in reasons},
        NOW: lambda look: look.reason is None,
        KNOWN: lambda look: look.scored,
    }
    return [_row(name, [look for look in found if keep(look)], looks, found) for name, keep in kept.items()]


def _row(name: str, kept: Sequence[Look], looks: Sequence[Look], found: Sequence[Look]) -> Row:
    inside = {id(look) for look in kept}
    refused = [look for look in found if id(look) not in inside]
    by_label = {
        title: 100
        * sum(look.label == label for look in kept)
        / max(1, sum(look.label == label for look in looks))
        for label, title in ((1, "pain"), (0, "no pain"))
    }
    tones = [
        100
        * sum(low <= look.about["tone"] < high for look in kept)
        / max(1, sum(low <= look.about["tone"] < high for look in looks))
        for _, low, high in TONES
    ]
    return {
        "limits": name,
        "coverage %": round(100 * len(kept) / max(1, len(looks)), 1),
        "of pain, of no pain": f"{by_label['pain']:.0f}, {by_label['no pain']:.0f}",
        "of light, middle, dark skin": ", ".join(f"{tone:.0f}" for tone in tones),
        "risk %": round(100 * float(np.mean([look.wrong for look in kept])), 1) if kept else None,
        "wrong": f"{sum(look.wrong for look in kept)} of {len(kept)}",
        "wrong among what they refuse": share(sum(look.wrong for look in refused), len(refused)),
    }


def draw(looks: Sequence[Look], title: str, path: Path) -> None:
    """The curve as PNG: nearest to training first, for each set of limits; each limit alone as a point."""
    found = [look for look in looks if look.view is not None]
    figure = Figure(figsize=(8.0, 5.2), layout="constrained")
    axes = figure.subplots()
    lines = ((NONE, lambda _: True, "0.5"), (FIRST, by_first_limits, "#D55E00"),
             (NOW, lambda look: look.reason is None, "#0072B2"))  # fmt: skip
    for name, keep, colour in lines:
        kept = sorted((look for look in found if keep(look)), key=lambda look: look.distance)
        wrong = np.cumsum([look.wrong for look in kept])
        number = np.arange(1, len(kept) + 1)
        start = min(20, len(kept) - 1)
        axes.plot(
            100 * number[start:] / len(looks), 100 * wrong[start:] / number[start:], color=colour, label=name
        )
        axes.plot(100 * len(kept) / len(looks), 100 * wrong[-1] / len(kept), "o", color=colour)
    for row in risk_rows(looks):
        if row["limits"].startswith("only "):
            axes.plot(row["coverage %"], row["risk %"], "x", color="#009E73")
            if row["coverage %"] > 100 * len(found) / len(looks) - NAMED_FROM:
                continue
            axes.annotate(row["limits"][5:], (row["coverage %"], row["risk %"]), fontsize=7,
                          xytext=(3, -9), textcoords="offset points")  # fmt: skip
    axes.set(
        xlabel="faces that are scored, % of all pictures",
        ylabel="of these on the wrong side of 4, %",
        title=f"Risk and coverage (simulated): {title}",
        xlim=(0, 100),
        ylim=(0, None),
    )
    axes.legend(title="nearest to training first", loc="upper left", fontsize=8)
    figure.savefig(path, dpi=110, metadata=_NO_DATES)
