"""The screen's words for the program's enumerations, in one place and translatable."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from neopain.core.alarms.reason_words import REASON_WORDS
from neopain.core.clinical.pin import Verdict
from neopain.core.readings import Reason
from neopain.core.score.pain_state import PainState
from neopain.core.score.pain_state import state_words as english_words
from neopain.core.sessions import SourceState
from neopain.ui.language.translate import shown

translate = QCoreApplication.translate


def reason_words(reason: Reason) -> str:
    """Why there is no number, for people."""
    return shown(REASON_WORDS[reason])


def source_words(state: SourceState) -> str:
    """A source's health, for people."""
    return {
        SourceState.CONNECTING: translate("source", "CONNECTING"),
        SourceState.LIVE: translate("source", "LIVE"),
        SourceState.STALE: translate("source", "NO NEW PICTURES"),
        SourceState.RECONNECTING: translate("source", "RECONNECTING"),
        SourceState.FAILED: translate("source", "CAMERA FAILED"),
        SourceState.ENDED: translate("source", "SOURCE ENDED"),
        SourceState.STOPPED: translate("source", "STOPPED"),
        SourceState.RESTING: translate("source", "STANDBY, CAMERA RELEASED"),
    }[state]


def refused_pin_words(verdict: Verdict, wait_s: float) -> str:
    """Why a PIN was not taken, and how long to wait for the next try."""
    wrong = verdict is Verdict.WRONG
    words: str = translate("pin", "Wrong PIN.") if wrong else translate("pin", "Too soon, not looked at.")
    if wait_s > 0.0:
        words += " " + translate("pin", "Try again in {wait} s.").format(wait=round(wait_s))
    return words


def minutes_seconds(seconds: float) -> str:
    """A duration as m:ss, or h:mm:ss from one hour on."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60}:{rest % 60:02d}"


def state_words(state: PainState) -> str:
    """The large word. None of these says that the infant feels nothing."""
    return shown(english_words(state).text)


def state_help(state: PainState) -> str:
    """The line under the large word."""
    return shown(english_words(state).help)
