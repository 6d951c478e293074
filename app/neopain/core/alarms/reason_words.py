"""Why there is no number, in words: for the numeral's place, the alarm bar and the log."""

from __future__ import annotations

from neopain.core.readings import Reason
from neopain.core.text import Text

REASON_WORDS: dict[Reason, str] = {
    Reason.FACE_NOT_FOUND: Text("FACE NOT VISIBLE"),
    Reason.FACE_TOO_SMALL: Text("FACE TOO SMALL"),
    Reason.TURNED_AWAY: Text("FACE TURNED AWAY"),
    Reason.TOO_DARK: Text("TOO DARK"),
    Reason.TOO_BRIGHT: Text("TOO BRIGHT"),
    Reason.BLURRED: Text("PICTURE BLURRED"),
    Reason.OCCLUDED: Text("FACE COVERED"),
    Reason.BROW_COVERED: Text("BROW COVERED"),
    Reason.EYES_COVERED: Text("EYES COVERED"),
    Reason.NOSE_COVERED: Text("NOSE COVERED"),
    Reason.MOUTH_COVERED: Text("MOUTH COVERED"),
    Reason.UNLIKE_TRAINING: Text("FACE UNLIKE TRAINING"),
    Reason.NOT_AN_INFANT: Text("NOT AN INFANT'S FACE"),
    Reason.PARTLY_OUT_OF_FRAME: Text("FACE PARTLY OUT OF THE PICTURE"),
    Reason.UNEVEN_LIGHT: Text("LIGHT ON HALF THE FACE"),
    Reason.COLOUR_CAST: Text("COLOURED LIGHT"),
    Reason.COARSE_PICTURE: Text("PICTURE TOO COARSE"),
    Reason.FACE_UNCLEAR: Text("FACE NOT CLEAR"),
    Reason.FACE_MOVED: Text("FACE MOVED, WAITING"),
    Reason.TWO_FACES: Text("MORE THAN ONE FACE"),
    Reason.NO_PICTURE: Text("NO PICTURE"),
    Reason.UNREADABLE_PICTURE: Text("PICTURE UNREADABLE"),
    Reason.PICTURE_FROZEN: Text("PICTURE FROZEN"),
    Reason.PICTURE_BLACK: Text("PICTURE BLACK"),
    Reason.MODEL_FAULT: Text("MODEL FAULT"),
}
