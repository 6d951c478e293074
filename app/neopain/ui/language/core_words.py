"""The English words of the rooms below that reach the screen: those of their tables, and a few more.

Those rooms write stable English and know no Qt; the record and the exports keep it. The screen looks each
word up at its edge (`ui.language.translate`), with the English as the key. No table is typed again here: the
translators' tool, which reads source only, gets their words from `for_translators`. A word that is in neither
is shown in English; `tests/ui/test_translations.py` finds one that was forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain

from PySide6.QtCore import QT_TRANSLATE_NOOP

from neopain.core.alarms.conditions import ALARM_TABLE
from neopain.core.alarms.signals import AlarmChange
from neopain.core.alarms.source_predicates import CAMERA_WORDS
from neopain.core.alarms.wording import REASON_WORDS
from neopain.core.clinical.annotation_choices import annotation_choices
from neopain.core.clinical.scales import SCALES
from neopain.core.score.presets import PRESETS
from neopain.core.sessions import CAMERA_CHANGED
from neopain.core.watch.reading_rate import RATE_WORDS
from neopain.core.watch.signs import DISAGREEMENT_WORDS
from neopain.core.watch.source_health import TOO_OLD_WORDS, WAITING_WORDS
from neopain.ui.language.camera_lines import FAILURE_LINES

CHANGES = tuple(change.value.upper() for change in AlarmChange)


def _of_tables() -> Iterable[str]:
    for condition in ALARM_TABLE:
        yield from (condition.words, condition.action)
    yield from chain(CAMERA_WORDS.values(), REASON_WORDS.values(), (WAITING_WORDS, TOO_OLD_WORDS))
    yield from (preset.label for preset in PRESETS)
    yield from RATE_WORDS
    for scale in SCALES:
        yield from (scale.label, scale.source, *(band.words for band in scale.bands))
        for item in scale.items:
            yield from (item.label, *(choice.words for choice in item.choices))
    yield from (choice.label for choice in annotation_choices())
    yield from chain.from_iterable(DISAGREEMENT_WORDS.values())
    yield from CHANGES


STATES = (
    QT_TRANSLATE_NOOP("core", "NO SIGNS SEEN"),
    QT_TRANSLATE_NOOP("core", "Does not rule out pain. Look at the infant."),
    QT_TRANSLATE_NOOP("core", "AMBIGUOUS"),
    QT_TRANSLATE_NOOP("core", "Some facial signs. Look at the infant."),
    QT_TRANSLATE_NOOP("core", "The score is uncertain: signs are not ruled out. Look at the infant."),
    QT_TRANSLATE_NOOP("core", "POSSIBLE PAIN"),
    QT_TRANSLATE_NOOP("core", "Facial signs over the lower limit. Assess the infant."),
    QT_TRANSLATE_NOOP("core", "Facial signs were over the lower limit. Assess the infant."),
    QT_TRANSLATE_NOOP("core", "Facial signs were over the upper limit. Assess now."),
    QT_TRANSLATE_NOOP("core", "SUSTAINED PAIN SIGNS"),
    QT_TRANSLATE_NOOP("core", "Facial signs stay over the upper limit. Assess now."),
    QT_TRANSLATE_NOOP("core", "No score. Assess the infant by hand."),
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
VIEW_EVENT_WORDS: Mapping[str, object] = {
    CAMERA_CHANGED: QT_TRANSLATE_NOOP("core", "Other camera"),
    "view_changed": QT_TRANSLATE_NOOP("core", "Camera moved"),
    "grey_pictures": QT_TRANSLATE_NOOP("core", "Night picture"),
    "colour_pictures": QT_TRANSLATE_NOOP("core", "Day picture"),
    "size_changed": QT_TRANSLATE_NOOP("core", "Picture size"),
    "light_flickers": QT_TRANSLATE_NOOP("core", "Flicker"),
}
"""On the timeline: what is seen of the infant has changed."""
NOTE_CHANGES = (
    QT_TRANSLATE_NOOP("core", "Note changed"),
    QT_TRANSLATE_NOOP("core", "Note deleted"),
)

TABLES: tuple[str, ...] = tuple(dict.fromkeys(_of_tables()))
"""Words of the tables, each once, in their order."""
WORDS: frozenset[str] = frozenset(
    (*TABLES, *map(str, (*STATES, *HOW_IT_ENDED, *SOURCES, *NOTE_CHANGES, *VIEW_EVENT_WORDS.values())))
)
"""Every word that the screen may look up."""


def for_translators() -> str:
    """The tables' words and lines as Python text, which the translators' tool can read."""
    marked = (*(("core", word) for word in TABLES), *(("line", line) for line in FAILURE_LINES))
    return "".join(f"QT_TRANSLATE_NOOP({context!r}, {text!r})\n" for context, text in marked)
