"""Acts of a rater as lines of JSON; a line that a kill cut short was never said."""

from __future__ import annotations

import json
from typing import Any

from neopain.core.errors import RecordFault, SettingFault
from neopain_export.annotation.rating.course import Act, Finished, Given, Undone
from neopain_export.annotation.rating.order import Showing
from neopain_export.annotation.rating.tasks import Answer, Reason


def line_of(act: Act, order: tuple[Showing, ...]) -> bytes:
    """One line with its end."""
    said: dict[str, Any]
    match act:
        case Given(place=place, answer=answer, utc=utc, shown_s=shown_s):
            shown = order[place]
            said = {"act": "answer", "place": place, "item": shown.item, "turn": shown.turn}
            if answer.values is not None:
                said["values"] = answer.values
            else:
                said["reason"] = answer.reason
            said |= {"utc": utc, "shown_s": round(shown_s, 3)}
        case Undone(utc=utc):
            said = {"act": "undo", "utc": utc}
        case Finished(utc=utc):
            said = {"act": "finish", "utc": utc}
    return json.dumps(said).encode() + b"\n"


def whole_part(content: bytes) -> bytes:
    """Up to the end of the last whole line."""
    return content[: content.rfind(b"\n") + 1]


def acts_in(content: bytes, order: tuple[Showing, ...], where: str) -> list[Act]:
    """The acts of whole lines, in their order. Raises: RecordFault naming the line that is none."""
    acts: list[Act] = []
    for number, line in enumerate(whole_part(content).splitlines(), start=1):
        try:
            acts.append(_act(json.loads(line), order))
        except (ValueError, KeyError, TypeError, IndexError, SettingFault) as error:
            raise RecordFault(
                f"expected an answer in line {number} of {where}; got another text; restore the file"
            ) from error
    return acts


def _act(said: dict[str, Any], order: tuple[Showing, ...]) -> Act:
    utc = str(said["utc"])
    if said["act"] == "undo":
        return Undone(utc)
    if said["act"] == "finish":
        return Finished(utc)
    place = int(said["place"])
    if said["act"] != "answer" or order[place] != Showing(said["item"], said["turn"]):
        raise ValueError(said["act"])
    values = said.get("values")
    if values is None:
        return Given(place, Answer(reason=Reason(said["reason"])), utc, float(said["shown_s"]))
    given = tuple(None if value is None else int(value) for value in values)
    return Given(place, Answer(given), utc, float(said["shown_s"]))
