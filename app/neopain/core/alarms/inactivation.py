"""Whether alarms are on, held back or silent: every sentence about it, on any page, comes from here.

After the inactivation states of IEC 60601-1-8: audio paused or off (seen, not heard), alarm paused or off
(not even seen).
"""

from __future__ import annotations

from dataclasses import dataclass

from neopain.core.alarms.conditions import ConditionId
from neopain.core.alarms.line import duration_text
from neopain.core.alarms.signals import AlarmSignals, Suspension
from neopain.core.text import Text


@dataclass(frozen=True, slots=True)
class Inactivation:
    """What would become of a new pain alarm now; words in English.

    Attributes:
        seen: it would be shown.
        heard: it would sound, too.
        text: a sentence that says so, for any page.
        marks: what is inactive, in capitals, for the alarm bar; empty when alarms are on.
    """

    seen: bool
    heard: bool
    text: str
    marks: tuple[str, ...] = ()


NOT_MONITORING = Inactivation(
    seen=False,
    heard=False,
    text=Text("Not monitoring: there are no alarms."),
    marks=(Text("NOT MONITORING"),),
)
NO_ANSWER = Inactivation(
    seen=False,
    heard=False,
    text=Text("The alarm rules do not answer: no alarm will come."),
    marks=(Text("NO ALARMS"),),
)
"""While the watch gives no news."""


def inactivation_of(signals: AlarmSignals, *, sound_works: bool = True) -> Inactivation:
    """What is inactive in these signals; `sound_works` whether the last try to sound did."""
    sound, sound_marks = _sound(signals, works=sound_works)
    if signals.suspension is Suspension.STANDBY:
        marks = (Text("STANDBY: ALARMS OFF"), *sound_marks)
        return Inactivation(seen=False, heard=False, text=Text("Standby: alarms are off."), marks=marks)
    if signals.suspension is Suspension.CARE:
        left = duration_text(signals.suspension_remaining_s or 0.0)
        text = Text("Care mode, {left} left: pain alarms are held back.", left=left)
        return Inactivation(
            seen=False, heard=False, text=text, marks=(Text("CARE: ALARMS PAUSED"), *sound_marks)
        )
    return Inactivation(seen=True, heard=not sound_marks, text=sound, marks=sound_marks)


def _sound(signals: AlarmSignals, *, works: bool) -> tuple[str, tuple[str, ...]]:
    paused_s = signals.audio_paused_remaining_s
    if paused_s is not None:
        left = duration_text(paused_s)
        shown = Text("Alarms are shown; the sound is paused, {left} left.", left=left)
        return shown, (Text("AUDIO PAUSED {left}", left=left),)
    told = (*signals.messages, *signals.suspended_messages)
    if not works or any(message.condition_id == ConditionId.NO_SOUND for message in told):
        return Text("Alarms are shown; no sound can be played."), (Text("AUDIO OFF"),)
    return Text("Alarms are on."), ()
