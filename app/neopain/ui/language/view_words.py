"""How well the face is seen, in numbers beside the word for what keeps it from being scored."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from neopain.core.readings import Reading, Reason

REFUSED = "✗ "
"""Before what keeps the face from being scored; what comes after it was not judged, so nothing is ticked."""

translate = QCoreApplication.translate


def view_words(reading: Reading | None) -> tuple[str, ...]:
    """Width of the face, how far it is turned, light (0 to 255) and sharpness; () without a face."""
    view = None if reading is None else reading.view
    if reading is None or view is None:
        return ()
    turned = max(abs(view.yaw_deg), abs(view.pitch_deg))
    parts: tuple[tuple[set[Reason], str], ...] = (
        (
            {Reason.FACE_TOO_SMALL},
            translate("view", "face {share} %").format(share=f"{100 * view.face_share:.0f}"),
        ),
        ({Reason.TURNED_AWAY}, translate("view", "turned {degrees}°").format(degrees=f"{turned:.0f}")),
        (
            {Reason.TOO_DARK, Reason.TOO_BRIGHT},
            translate("view", "light {light}").format(light=f"{view.brightness:.0f}"),
        ),
        ({Reason.BLURRED}, translate("view", "sharp {sharpness}").format(sharpness=f"{view.sharpness:.0f}")),
    )
    if reading.reason is Reason.UNLIKE_TRAINING and reading.distance is not None:
        # Only where it is the reason: a number that is within bounds would look like a measure of quality.
        words = translate("view", "distance {distance}, limit 1").format(distance=f"{reading.distance:.2f}")
        parts = (*parts, ({Reason.UNLIKE_TRAINING}, words))
    return tuple(f"{REFUSED if reading.reason in reasons else ''}{words}" for reasons, words in parts)
