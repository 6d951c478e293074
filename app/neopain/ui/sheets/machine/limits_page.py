"""The page of limits, as Markdown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.language.numbers import decimal
from neopain.ui.language.translate import shown


def limits_page(snapshot: WatchSnapshot | None) -> str:
    """Preset, limits and delays in force, and how the alert decides."""
    translate = QCoreApplication.translate
    if snapshot is None:
        return translate("limits", "No session is running: no limits are in force.")
    preset, delay = snapshot.preset, snapshot.delay
    page: str = translate(
        "limits",
        """### {label}

Check that the preset fits this infant. The limits are provisional: no clinical study stands behind them.

| | limit | held for |
|---|---|---|
| upper, medium priority | over {upper} | {upper_hold} s |
| lower, low priority | over {lower} | {lower_hold} s |

**Averaging**: time constant {tau} s. An alert ends when the averaged score has been at least
{width} under its limit for {recover} s.

**Delay of the medium alert**: up to {total} s = averaging {smoothing} s + hold {hold} s +
system {system} s, for a score that jumps to two points over the limit.

**Pace**: {rate}.

**How the score is made**: a neural network and texture measures of one face picture, a calibrated classifier,
then averaging over time. The score is ten times the calibrated probability of a facial pain expression. It is
investigational, not a clinical scale, and does not rule out pain.
""",
    ).format(
        label=shown(preset.label),
        rate=shown(snapshot.rate.words),
        upper=decimal(preset.upper_limit),
        upper_hold=decimal(preset.upper_hold_s),
        lower=decimal(preset.lower_limit),
        lower_hold=decimal(preset.lower_hold_s),
        tau=decimal(preset.smoothing_s),
        width=decimal(preset.width),
        recover=decimal(preset.recover_s),
        total=decimal(delay.total_s),
        smoothing=decimal(delay.smoothing_s),
        hold=decimal(delay.hold_s),
        system=decimal(delay.system_s),
    )
    if not preset.window_s:
        return page
    window = translate(
        "limits",
        "**Window**: this model weighs the scores of the last {window} s together, once it has them without "
        "a gap. Before that, after a gap and in care mode the averaging above holds. The delay contains the "
        "window.",
    )
    return f"{page}\n{window.format(window=decimal(preset.window_s))}\n"
