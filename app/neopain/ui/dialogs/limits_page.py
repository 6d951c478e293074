"""The page of limits, as Markdown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from neopain.core.watch.snapshot import WatchSnapshot
from neopain.ui.language.translate import shown_word


def limits_page(snapshot: WatchSnapshot | None) -> str:
    """Preset, limits and delays in force, and how the alert decides."""
    translate = QCoreApplication.translate
    if snapshot is None:
        return translate("limits", "No session is running: no limits are in force.")
    preset, delay = snapshot.preset, snapshot.delay
    return translate(
        "limits",
        """### {label}

Check that the preset fits this infant. The limits are provisional: no clinical study stands behind them.

| | limit | held for |
|---|---|---|
| upper, medium priority | over {upper:.1f} | {upper_hold:.1f} s |
| lower, low priority | over {lower:.1f} | {lower_hold:.1f} s |

**Averaging**: time constant {tau:.1f} s. An alert ends when the averaged score has been at least
{width:.1f} under its limit for {recover:.1f} s.

**Delay of the medium alert**: up to {total:.1f} s = averaging {smoothing:.1f} s + hold {hold:.1f} s +
system {system:.1f} s, for a score that jumps to two points over the limit.

**How the score is made**: a neural network and texture measures of one face picture, a calibrated classifier,
then averaging over time. The score is ten times the calibrated probability of a facial pain expression. It is
investigational, not a clinical scale, and does not rule out pain.
""",
    ).format(
        label=shown_word(preset.label),
        upper=preset.upper_limit,
        upper_hold=preset.upper_hold_s,
        lower=preset.lower_limit,
        lower_hold=preset.lower_hold_s,
        tau=preset.smoothing_s,
        width=preset.width,
        recover=preset.recover_s,
        total=delay.total_s,
        smoothing=delay.smoothing_s,
        hold=delay.hold_s,
        system=delay.system_s,
    )
