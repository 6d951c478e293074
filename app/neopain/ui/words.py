"""The screen's words for the program's enumerations, in one place and translatable."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from neopain.core.pain_state import PainState
from neopain.core.types import Reason, SourceState

translate = QCoreApplication.translate


def reason_words(reason: Reason) -> str:
    """Why there is no number, for people."""
    return {
        Reason.FACE_NOT_FOUND: translate("reason", "FACE NOT VISIBLE"),
        Reason.FACE_TOO_SMALL: translate("reason", "FACE TOO SMALL"),
        Reason.TURNED_AWAY: translate("reason", "FACE TURNED AWAY"),
        Reason.TOO_DARK: translate("reason", "TOO DARK"),
        Reason.TOO_BRIGHT: translate("reason", "TOO BRIGHT"),
        Reason.BLURRED: translate("reason", "BLURRED"),
        Reason.OCCLUDED: translate("reason", "FACE COVERED"),
        Reason.NO_PICTURE: translate("reason", "NO PICTURE"),
        Reason.UNREADABLE_PICTURE: translate("reason", "PICTURE UNREADABLE"),
        Reason.MODEL_FAULT: translate("reason", "MODEL FAULT"),
    }[reason]


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


def minutes_seconds(seconds: float) -> str:
    """A duration as m:ss, or h:mm:ss from one hour on."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60}:{rest % 60:02d}"


def state_words(state: PainState) -> str:
    """The large word. None of these says that the infant feels nothing."""
    return {
        PainState.NO_SIGNS_SEEN: translate("state", "NO SIGNS SEEN"),
        PainState.AMBIGUOUS: translate("state", "AMBIGUOUS"),
        PainState.POSSIBLE_PAIN: translate("state", "POSSIBLE PAIN"),
        PainState.SUSTAINED_PAIN: translate("state", "SUSTAINED PAIN SIGNS"),
        PainState.CANNOT_ASSESS: translate("state", "CANNOT ASSESS"),
    }[state]


def state_help(state: PainState) -> str:
    """The line under the large word."""
    return {
        PainState.NO_SIGNS_SEEN: translate("state", "Does not rule out pain. Look at the infant."),
        PainState.AMBIGUOUS: translate("state", "Some facial signs. Look at the infant."),
        PainState.POSSIBLE_PAIN: translate("state", "Facial signs over the lower limit. Assess the infant."),
        PainState.SUSTAINED_PAIN: translate("state", "Facial signs stay over the upper limit. Assess now."),
        PainState.CANNOT_ASSESS: translate("state", "No score. Assess the infant by hand."),
    }[state]
