"""The English words of the rooms below that reach the screen, listed for the translators' tool.

Those rooms write stable English and know no Qt; the record and the exports keep it. The screen looks each
word up at its edge (`ui.language.translate`), with the English as the key. A word that is not listed here is
shown in English; `tests/ui/test_translations.py` finds one that was forgotten.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

ALARMS = (
    QT_TRANSLATE_NOOP("core", "PAIN SCORE"),
    QT_TRANSLATE_NOOP("core", "CANNOT ASSESS"),
    QT_TRANSLATE_NOOP("core", "FACE UNLIKE TRAINING"),
    QT_TRANSLATE_NOOP("core", "CAMERA LOST"),
    QT_TRANSLATE_NOOP("core", "CAMERA NOT CONNECTED"),
    QT_TRANSLATE_NOOP("core", "CAMERA FAILED"),
    QT_TRANSLATE_NOOP("core", "CAMERA LOGIN REFUSED"),
    QT_TRANSLATE_NOOP("core", "PICTURES ENDED"),
    QT_TRANSLATE_NOOP("core", "PICTURE STALE"),
    QT_TRANSLATE_NOOP("core", "PICTURE FROZEN"),
    QT_TRANSLATE_NOOP("core", "PICTURE BLACK"),
    QT_TRANSLATE_NOOP("core", "NO READINGS"),
    QT_TRANSLATE_NOOP("core", "SCORES COME LATE"),
    QT_TRANSLATE_NOOP("core", "MODEL FAULT"),
    QT_TRANSLATE_NOOP("core", "DISK ALMOST FULL"),
    QT_TRANSLATE_NOOP("core", "RECORD NOT SAVED"),
    QT_TRANSLATE_NOOP("core", "NO SOUND OUTPUT"),
    QT_TRANSLATE_NOOP("core", "CLOCK CHANGED"),
    QT_TRANSLATE_NOOP("core", "MONITOR STALLED"),
    QT_TRANSLATE_NOOP("core", "WATCHDOG MISSING"),
)
ACTIONS = (
    QT_TRANSLATE_NOOP("core", "Look at the infant and assess with the ward's scale."),
    QT_TRANSLATE_NOOP("core", "Free the view of the face or move the camera; assess by hand meanwhile."),
    QT_TRANSLATE_NOOP("core", "This model has never seen a face like this one: no score. Assess by hand."),
    QT_TRANSLATE_NOOP("core", "Check the camera's cable and power; assess by hand meanwhile."),
    QT_TRANSLATE_NOOP(
        "core",
        "The camera answers but refuses the login: check user name and password; assess by hand meanwhile.",
    ),
    QT_TRANSLATE_NOOP("core", "The recording is over: choose another source or stop the session."),
    QT_TRANSLATE_NOOP("core", "The camera has stopped sending: check its cable or network."),
    QT_TRANSLATE_NOOP("core", "The camera repeats one picture: restart it; assess by hand meanwhile."),
    QT_TRANSLATE_NOOP("core", "Uncover the lens or turn on a light; assess by hand meanwhile."),
    QT_TRANSLATE_NOOP("core", "The analysis has stopped: restart NeoPain; assess by hand meanwhile."),
    QT_TRANSLATE_NOOP(
        "core",
        "Pain alarms come late or not at all: close other programs, check the camera; assess by hand.",
    ),
    QT_TRANSLATE_NOOP("core", "The model cannot score: run `neopain doctor`; assess by hand meanwhile."),
    QT_TRANSLATE_NOOP("core", "Free space on the disk of the sessions' folder."),
    QT_TRANSLATE_NOOP("core", "The session cannot be written: check the disk; note findings by hand."),
    QT_TRANSLATE_NOOP("core", "Connect a loudspeaker; until then alarms can only be seen."),
    QT_TRANSLATE_NOOP("core", "The wall clock was set or the machine slept: check the times in the record."),
    QT_TRANSLATE_NOOP(
        "core", "The program stood still and missed time: check the infant, then the machine's load."
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "If NeoPain stops now, nothing will say so: look at the screen often and restart when you can.",
    ),
)
REASONS = (
    QT_TRANSLATE_NOOP("core", "FACE NOT VISIBLE"),
    QT_TRANSLATE_NOOP("core", "FACE TOO SMALL"),
    QT_TRANSLATE_NOOP("core", "FACE TURNED AWAY"),
    QT_TRANSLATE_NOOP("core", "TOO DARK"),
    QT_TRANSLATE_NOOP("core", "TOO BRIGHT"),
    QT_TRANSLATE_NOOP("core", "PICTURE BLURRED"),
    QT_TRANSLATE_NOOP("core", "FACE COVERED"),
    QT_TRANSLATE_NOOP("core", "FACE PARTLY OUT OF THE PICTURE"),
    QT_TRANSLATE_NOOP("core", "LIGHT ON HALF THE FACE"),
    QT_TRANSLATE_NOOP("core", "COLOURED LIGHT"),
    QT_TRANSLATE_NOOP("core", "PICTURE TOO COARSE"),
    QT_TRANSLATE_NOOP("core", "FACE NOT CLEAR"),
    QT_TRANSLATE_NOOP("core", "FACE MOVED, WAITING"),
    QT_TRANSLATE_NOOP("core", "MORE THAN ONE FACE"),
    QT_TRANSLATE_NOOP("core", "NO PICTURE"),
    QT_TRANSLATE_NOOP("core", "PICTURE UNREADABLE"),
    QT_TRANSLATE_NOOP("core", "WAITING FOR THE FIRST SCORE"),
    QT_TRANSLATE_NOOP("core", "NO CURRENT SCORE"),
)
STATES = (
    QT_TRANSLATE_NOOP("core", "NO SIGNS SEEN"),
    QT_TRANSLATE_NOOP("core", "Does not rule out pain. Look at the infant."),
    QT_TRANSLATE_NOOP("core", "AMBIGUOUS"),
    QT_TRANSLATE_NOOP("core", "Some facial signs. Look at the infant."),
    QT_TRANSLATE_NOOP("core", "POSSIBLE PAIN"),
    QT_TRANSLATE_NOOP("core", "Facial signs over the lower limit. Assess the infant."),
    QT_TRANSLATE_NOOP("core", "Facial signs were over the lower limit. Assess the infant."),
    QT_TRANSLATE_NOOP("core", "Facial signs were over the upper limit. Assess now."),
    QT_TRANSLATE_NOOP("core", "SUSTAINED PAIN SIGNS"),
    QT_TRANSLATE_NOOP("core", "Facial signs stay over the upper limit. Assess now."),
    QT_TRANSLATE_NOOP("core", "No score. Assess the infant by hand."),
)
PRESETS = (
    QT_TRANSLATE_NOOP("core", "Extremely preterm (below 28 weeks)"),
    QT_TRANSLATE_NOOP("core", "Very preterm (28 to 31 weeks)"),
    QT_TRANSLATE_NOOP("core", "Moderate to late preterm (32 to 36 weeks)"),
    QT_TRANSLATE_NOOP("core", "Term (37 weeks and over)"),
)
SCALES = (
    QT_TRANSLATE_NOOP("core", "none to mild"),
    QT_TRANSLATE_NOOP("core", "mild to moderate"),
    QT_TRANSLATE_NOOP("core", "severe"),
    QT_TRANSLATE_NOOP("core", "Face"),
    QT_TRANSLATE_NOOP("core", "at rest"),
    QT_TRANSLATE_NOOP("core", "grimace"),
    QT_TRANSLATE_NOOP("core", "Cry"),
    QT_TRANSLATE_NOOP("core", "none"),
    QT_TRANSLATE_NOOP("core", "whimper, on and off"),
    QT_TRANSLATE_NOOP("core", "vigorous, or silent if intubated"),
    QT_TRANSLATE_NOOP("core", "Breathing"),
    QT_TRANSLATE_NOOP("core", "usual"),
    QT_TRANSLATE_NOOP("core", "changed, held or uneven"),
    QT_TRANSLATE_NOOP("core", "Arms"),
    QT_TRANSLATE_NOOP("core", "at ease or held"),
    QT_TRANSLATE_NOOP("core", "tense, bent or stretched"),
    QT_TRANSLATE_NOOP("core", "Legs"),
    QT_TRANSLATE_NOOP("core", "Arousal"),
    QT_TRANSLATE_NOOP("core", "asleep or calm"),
    QT_TRANSLATE_NOOP("core", "fussy"),
    QT_TRANSLATE_NOOP("core", "minimal or none"),
    QT_TRANSLATE_NOOP("core", "N-PASS pain"),
    QT_TRANSLATE_NOOP("core", "low"),
    QT_TRANSLATE_NOOP("core", "raised"),
    QT_TRANSLATE_NOOP("core", "high"),
    QT_TRANSLATE_NOOP("core", "N-PASS sedation"),
    QT_TRANSLATE_NOOP("core", "deep sedation"),
    QT_TRANSLATE_NOOP("core", "light sedation"),
    QT_TRANSLATE_NOOP("core", "not sedated"),
    QT_TRANSLATE_NOOP("core", "possibly over-sedated"),
    QT_TRANSLATE_NOOP("core", "pain or distress"),
    QT_TRANSLATE_NOOP("core", "relaxed"),
    QT_TRANSLATE_NOOP("core", "mild"),
    QT_TRANSLATE_NOOP("core", "moderate"),
)
SCALE_SOURCES = (
    QT_TRANSLATE_NOOP(
        "core",
        "Lawrence et al. 1993, Neonatal Network 12(6):59-66; one minute, acute procedures, no correction for "
        "gestational age. Units differ: bands 0-2, 3-4, 5-7 here, others act from over 3",
    ),
    QT_TRANSLATE_NOOP(
        "core", "Stevens et al. 2014, Clin J Pain 30(3):238-243. Units differ: severe from over 12 or from 12"
    ),
    QT_TRANSLATE_NOOP(
        "core",
        "Hummel et al. 2008, J Perinatol 28:55-60. Units differ: up to 3 points are added for prematurity, "
        "by tables that are not alike; treatment is considered over 3",
    ),
    QT_TRANSLATE_NOOP("core", "Hummel et al. 2008, J Perinatol 28:55-60. Units differ in what they aim at"),
    QT_TRANSLATE_NOOP(
        "core", "Krechel and Bildner 1995, Paediatr Anaesth 5(1):53-61; from 32 weeks, after operations"
    ),
    QT_TRANSLATE_NOOP("core", "van Dijk et al. 2009, Clin J Pain 25(7):607-616; two minutes, lasting pain"),
    QT_TRANSLATE_NOOP(
        "core", "Merkel et al. 1997, Pediatr Nurs 23(3):293-297; 2 months to 7 years, not made for neonates"
    ),
)
ANNOTATIONS = (
    QT_TRANSLATE_NOOP("core", "Heel lance"),
    QT_TRANSLATE_NOOP("core", "Venepuncture"),
    QT_TRANSLATE_NOOP("core", "Suction"),
    QT_TRANSLATE_NOOP("core", "Sucrose"),
    QT_TRANSLATE_NOOP("core", "Repositioning"),
    QT_TRANSLATE_NOOP("core", "Diaper"),
    QT_TRANSLATE_NOOP("core", "Feeding"),
    QT_TRANSLATE_NOOP("core", "Skin-to-skin"),
    QT_TRANSLATE_NOOP("core", "Analgesic given"),
)
HOW_IT_ENDED = (
    QT_TRANSLATE_NOOP("core", "by hand"),
    QT_TRANSLATE_NOOP("core", "by its time"),
    QT_TRANSLATE_NOOP("core", "by standby"),
    QT_TRANSLATE_NOOP("core", "by admission"),
    QT_TRANSLATE_NOOP("core", "with the session"),
)
SOURCES = (
    QT_TRANSLATE_NOOP("core", "connecting"),
    QT_TRANSLATE_NOOP("core", "live"),
    QT_TRANSLATE_NOOP("core", "stale"),
    QT_TRANSLATE_NOOP("core", "reconnecting"),
    QT_TRANSLATE_NOOP("core", "failed"),
    QT_TRANSLATE_NOOP("core", "ended"),
    QT_TRANSLATE_NOOP("core", "stopped"),
    QT_TRANSLATE_NOOP("core", "resting"),
    QT_TRANSLATE_NOOP("core", "simulated neonate"),
    QT_TRANSLATE_NOOP("core", "Simulated neonate"),
    QT_TRANSLATE_NOOP("core", "no new picture; the last one is old"),
)
CHANGES = (
    QT_TRANSLATE_NOOP("core", "RAISED"),
    QT_TRANSLATE_NOOP("core", "ESCALATED"),
    QT_TRANSLATE_NOOP("core", "DEESCALATED"),
    QT_TRANSLATE_NOOP("core", "ACKNOWLEDGED"),
    QT_TRANSLATE_NOOP("core", "REMINDER"),
    QT_TRANSLATE_NOOP("core", "CLEARED"),
    QT_TRANSLATE_NOOP("core", "PAUSED"),
    QT_TRANSLATE_NOOP("core", "RESUMED"),
)
NOTE_CHANGES = (
    QT_TRANSLATE_NOOP("core", "Note changed"),
    QT_TRANSLATE_NOOP("core", "Note deleted"),
)
WORDS: frozenset[str] = frozenset(
    str(word)
    for words in (
        ALARMS,
        ACTIONS,
        REASONS,
        STATES,
        PRESETS,
        SCALES,
        SCALE_SOURCES,
        ANNOTATIONS,
        HOW_IT_ENDED,
        SOURCES,
        CHANGES,
        NOTE_CHANGES,
    )
    for word in words
)
"""Every word that the screen may look up."""
