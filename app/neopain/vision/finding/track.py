"""Follows one face from frame to frame, confirms it anew bit by bit, and looks out for others.

A face that jumps to another place or size may be another's: it is found, but not settled, until it has stayed
for a while.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from neopain.core.frames import Alignment, Face
from neopain.vision.finding.close_look import (
    MESH_MARGINS,
    SURENESS_MARGINS,
    CloseLook,
    Sight,
)
from neopain.vision.finding.evidence import (
    ANOTHER,
    LEAD_LEAST,
    lead_least,
    may_be_scored,
    way_up_is_known,
    worth,
)
from neopain.vision.finding.fitted_face import by_key_points, by_points_of
from neopain.vision.finding.proposal import Proposal, apart, gathered, same_place
from neopain.vision.finding.search import ROLLS_DEG, Search
from neopain.vision.finding.turned_view import FrameLevels
from neopain.vision.finding.way_up import WayUp

SETTLES_S = 10.0
"""A face that jumped, or came beside another, is not scored before it has stayed, alone, for so long."""
REMEMBERED_S = 60.0
"""How long a lost face's place vouches for a face that is found there again."""
KEPT = 1.5
"""Evidence of a whole round that a followed face must reach; less than a new one needs."""
ANOTHER_POSSIBLE = 0.75
"""Confidence from which another face is looked at closely."""
ANOTHER_SIZE_LEAST = 0.4
"""Size of another face that is told, over that of the followed one."""

_LOST = 0.3  # detector confidence below which a followed face without a mesh is looked for again
_JUMP = 1.0  # of the face's size
_GROWTH = 1.6
_ROUND = 12  # frames in which a followed face is confirmed once
_MOST_OUT_OF_STEP = 0.5
# Beside the small picture and the mesh, five of twelve frames do one more thing, and no frame two.
_SURENESS_EVERY, _SURENESS_AT = 12, 0
_LOOK_OUT_EVERY, _LOOK_OUT_AT = 4, 1
_WITNESS_AT = 8  # frame of a round in which the witness is asked
_OTHER_HELD = 5 * len(ROLLS_DEG)  # frames; in four fifths of them every turn was looked at once
_WORDS = 3  # of the witness that count, their mean


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where a face was, and when."""

    proposal: Proposal
    at: float


class Track:
    """One followed face. Used by one thread."""

    def __init__(self, close_look: CloseLook, search: Search) -> None:
        self._close_look, self._search = close_look, search
        self._place: _Place | None = None
        self._last: _Place | None = None
        self._frame_size = (0, 0)
        self._unsettled_until = 0.0
        self._others: list[tuple[Proposal, int]] = []
        """Other faces, and the round in which each was seen last."""
        self._round = 0
        self._confidences: deque[float] = deque(maxlen=_ROUND)
        self._sureness: deque[float] = deque(maxlen=len(SURENESS_MARGINS))
        self._meshes: deque[int] = deque(maxlen=_ROUND)
        self._words: deque[WayUp] = deque(maxlen=_WORDS)
        self._lead_least = LEAD_LEAST
        self._clear = False
        self._meshed: tuple[Proposal, ...] = ()
        """The followed face by its last mesh's points, where it had one."""

    def begun(self, sight: Sight, others: list[Sight], frame: FrameLevels, at: float) -> Face:
        """Follow a face from now on; returns it as this frame shows it."""
        if not self._returned(sight.proposal, frame, at):
            self._unsettled_until = at + SETTLES_S if self._last is not None else at
        self._place = self._last = _Place(sight.proposal, at)
        self._frame_size = frame.size
        self._others = [(one.proposal, 0) for one in others]
        if others:
            self._unsettled_until = at + SETTLES_S
        self._round = 0
        self._clear = may_be_scored(sight, min(frame.size))
        by_mesh = sight.face.aligned_by is Alignment.MESH
        self._meshed = (by_points_of(sight.face, sight.proposal),) if by_mesh else ()
        for values in (self._confidences, self._sureness, self._meshes):
            values.clear()
        self._sureness.append(sight.sureness)
        self._words.clear()
        self._lead_least = lead_least(sight)
        self._words.append(sight.way_up)
        return self._told(sight.face, at)

    def followed(self, frame: FrameLevels, at: float) -> Face | None:
        """The followed face in this frame, or None: none is followed, or it was lost. Raises: ModelFault."""
        if self._place is None or frame.size != self._frame_size:
            self._place = None
            return None
        known = self._place.proposal
        again = self._close_look.again(frame, known)
        upright = known if again is None or again.confidence < _LOST else again
        # The last mesh vouches for this one, too: on a drawn or covered face the key points may be off.
        mesh = self._close_look.mesh(frame, upright, MESH_MARGINS[0], *self._meshed)
        if mesh is None and self._meshed:
            mesh = self._close_look.mesh(frame, self._meshed[0], MESH_MARGINS[0], upright)
        meshed = () if mesh is None else (by_points_of(mesh, upright),)
        lost = upright is known and mesh is None
        if lost or not self._confirmed(frame, upright, meshed):
            self._place = None
            return None
        self._meshed = meshed
        # The mesh's way up is steadier: of key points alone, each picture's would lean on the last one's.
        self._place = self._last = _Place(self._meshed[0] if self._meshed else upright, at)
        self._look_out(frame, upright)
        face = by_key_points(upright)
        if mesh is not None:
            face = replace(mesh, key_points=face.key_points)
        return self._told(face, at)

    def _returned(self, found: Proposal, frame: FrameLevels, at: float) -> bool:
        """Whether a face is where the last one was lost, and not long ago."""
        last = self._last
        if last is None or frame.size != self._frame_size or at - last.at > REMEMBERED_S:
            return False
        apart = float(np.linalg.norm(found.centre - last.proposal.centre))
        ratio = found.size_px / last.proposal.size_px
        return apart < _JUMP * last.proposal.size_px and 1 / _GROWTH < ratio < _GROWTH

    def _confirmed(self, frame: FrameLevels, upright: Proposal, meshed: tuple[Proposal, ...]) -> bool:
        """One part of the close look with each frame; whether the sum of a whole round still says face."""
        self._confidences.append(upright.confidence)
        self._meshes.append(len(meshed))
        if self._round % _SURENESS_EVERY == _SURENESS_AT:
            margin = SURENESS_MARGINS[self._round // _SURENESS_EVERY % len(SURENESS_MARGINS)]
            self._sureness.append(self._close_look.sureness(frame, upright, margin))
        if self._round % _ROUND == _WITNESS_AT:
            self._words.append(self._close_look.way_up(frame, (*meshed, upright)[0]))
            if len(self._words) == _WORDS and max(word.lead for word in self._words) < 0:
                return False  # on its head, time and again: look for it anew
        self._round += 1
        if len(self._confidences) < _ROUND:
            return True
        usual = float(np.median(self._confidences))
        meshes = float(np.mean(self._meshes))
        self._clear = self._clear or meshes > _MOST_OUT_OF_STEP
        return usual + max(self._sureness) + meshes >= KEPT

    def _look_out(self, frame: FrameLevels, upright: Proposal) -> None:
        """One small view of the whole frame in every fourth frame: is there another face?"""
        self._others = [(one, seen) for one, seen in self._others if self._round - seen <= _OTHER_HELD]
        # `_confirmed` has counted this frame already.
        if (self._round - 1) % _LOOK_OUT_EVERY != _LOOK_OUT_AT:
            return
        roll = ROLLS_DEG[self._round // _LOOK_OUT_EVERY % len(ROLLS_DEG)]
        for place in gathered(self._search.small(frame, [roll])):
            one = place[0]
            large = one.size_px >= ANOTHER_SIZE_LEAST * upright.size_px
            if one.confidence < ANOTHER_POSSIBLE or not large or not apart(one, upright):
                continue
            known = next((old for old in self._others if same_place(old[0], one)), None)
            if known is not None:
                self._others.remove(known)
            elif not self._is_face(frame, place):
                continue
            self._others.append((one, self._round))

    def _is_face(self, frame: FrameLevels, place: list[Proposal]) -> bool:
        sight = self._close_look.at(frame, place)
        return sight is not None and worth(sight) >= ANOTHER

    def _told(self, face: Face, at: float) -> Face:
        if self._others and at < self._unsettled_until:
            self._unsettled_until = at + SETTLES_S
        said = WayUp(
            float(np.mean([word.upright for word in self._words])),
            float(np.mean([word.lead for word in self._words])),
        )
        # By key points alone nothing but the witness makes a face clear, and it may do so later.
        clear = self._clear or face.aligned_by is Alignment.KEY_POINTS
        clear = clear and way_up_is_known(said, face, self._lead_least)
        return replace(face, others=len(self._others), settled=at >= self._unsettled_until, clear=clear)
