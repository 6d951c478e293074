"""What is asked of the alarm system, clause by clause, in our own words.

After IEC 60601-1-8 practice as public manuals and public commentary tell it, and NeoPain's own promises. A
test names the clause that it proves: `@pytest.mark.clause("A3")`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    id: str
    asked: str


SECTIONS = {
    "A": "Conditions, occurrences, signals",
    "B": "Decision and delay",
    "C": "Sound",
    "D": "Sight",
    "E": "Inactivation",
    "F": "Failure of the monitor itself",
    "G": "Everything together",
}

CLAUSES = (
    Clause(
        "A1",
        "Every alarm condition is declared as data: kind, priority, delay, latching, words and what to do.",
    ),
    Clause(
        "A2", "Whether an alarm is about the infant or about the monitor is kept apart from its priority."
    ),
    Clause(
        "A3", "Acknowledging counts for one occurrence and never hides its escalation, which sounds again."
    ),
    Clause("A4", "No condition vanishes unseen: what ended before anybody saw it stays listed until seen."),
    Clause("A5", "The most urgent message comes first; several messages of one field take turns of 2 s."),
    Clause(
        "A6", "Pain is at most medium priority; high priority and red are left to the vital-sign monitor."
    ),
    Clause(
        "A7", "A latching condition goes on until acknowledged; any other ends with its cause, and says so."
    ),
    Clause(
        "A8",
        "The monitor's own faults are alarms: camera lost, picture stale, frozen or black, face not seen, no "
        "readings, model fault, disk low, record failing, no sound output, clock step, program stall.",
    ),
    Clause("A9", "No alarm state depends on the frame rate."),
    Clause("A10", "All alarm timing runs on the monotonic clock; a step of the wall clock moves no alarm."),
    Clause(
        "A11", "An alarm's line tells the worst value, the limit and how long; never a value over itself."
    ),
    Clause("A12", "The log tells time, limits in force, measured value and which signals were held back."),
    Clause("A13", "Of several things to sound, at most one sounds, for the most urgent."),
    Clause("B1", "Limits have hysteresis and a least duration; a short peak such as a yawn is no alarm."),
    Clause("B2", "The states are told in words that never claim that there is no pain."),
    Clause(
        "B3",
        "Presets by gestational age are data within bounds; a senseless one is refused, and that is logged.",
    ),
    Clause(
        "B4", "The total delay (smoothing, hold, system) is computed, at most 15 s for each stored preset."
    ),
    Clause(
        "B5", "From the change of the picture to the signal the measured delay is at most the disclosed one."
    ),
    Clause("B6", "The delay and the way in which the alert decides are disclosed on the screen."),
    Clause("B7", "The baseline of an infant is robust and cannot drift upwards without bound."),
    Clause("B8", "Smoothing has a time constant, so it gives the same at any frame rate."),
    Clause("B9", "A failed measurement is a gap with a reason, never a number."),
    Clause("C1", "Pulses, spacing and number of pulses lie in the convention's ranges."),
    Clause(
        "C2", "Each pulse has a fundamental of 150 to 1000 Hz and four components within 15 dB up to 4000 Hz."
    ),
    Clause("C3", "Audio pause counts down, ends by itself, and only a higher priority breaks it."),
    Clause("C4", "An acknowledged, lasting alarm is recalled by a reminder."),
    Clause(
        "C5",
        "Visual first for the ward's noise: LOW is silent by default, bursts grow louder unacknowledged.",
    ),
    Clause("C6", "Volume has a floor over zero, and without a sound output that is shown and is an alarm."),
    Clause("C7", "Sound and alarm fields are tested at the start of each session, and the log says so."),
    Clause("D1", "MEDIUM flashes at 0.4 to 0.8 Hz, half on; LOW is steady; all signs share one phase."),
    Clause("D2", "Kind and priority can be told without colour, by marks."),
    Clause("D3", "Alarm colours are the same by day and by night and are never dimmed; no red, no green."),
    Clause("D4", "Limits stand beside the numeral, which can be read from 3 m."),
    Clause(
        "D5", "What is held back (audio pause, care mode, standby, no sound) is shown, with its countdown."
    ),
    Clause("D6", "A trend that shows the past says so, and a new alarm leads back to now."),
    Clause("E1", "Care mode holds back the alarms that care sets off, keeps recording, and always ends."),
    Clause("E2", "Care mode is left out of the statistics."),
    Clause("E3", "A lost camera is told in care mode, too."),
    Clause("E4", "Standby says that nothing is monitored; what was not seen stays listed."),
    Clause("E5", "Visitors do not see the score, and alarms stay."),
    Clause(
        "F1", "If the screen or the alarm rules stand still, a separate process shows and sounds it, by name."
    ),
    Clause("F2", "That process survives the crash of the monitor and tells it at once."),
    Clause("F3", "That signal lasts until it is seen, at least 120 s, and never for ever."),
    Clause("F4", "It gives no alarm while heartbeats come, nor after a sleep of the whole machine."),
    Clause("F5", "A proper end is quiet and leaves no process; a missing watchdog is told and replaced."),
    Clause("F6", "A stall of program or machine is told, and is not taken for a dead camera."),
    Clause("G1", "Driven in a real window: start, lance, alarm, acknowledge, care mode, review, export."),
)

BY_ID = {clause.id: clause for clause in CLAUSES}
