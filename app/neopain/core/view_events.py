"""What changed about what is seen of the infant, in a word or two: for the ticks of the timeline."""

from __future__ import annotations

from neopain.core.sessions import CAMERA_CHANGED
from neopain.core.text import Text

VIEW_EVENT_WORDS = {
    CAMERA_CHANGED: Text("Other camera"),
    "view_changed": Text("Camera moved"),
    "grey_pictures": Text("Night picture"),
    "colour_pictures": Text("Day picture"),
    "size_changed": Text("Picture size"),
    "light_flickers": Text("Flicker"),
}
"""By the code of the source's event (`core.sessions.SourceEvent`)."""
