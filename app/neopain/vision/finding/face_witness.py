"""A witness of the face itself: does a detector of another make see one in this place?

What a detector proposes and no mesh confirms is a face from the side, or a foot, a body, the back of a head.
So a network that learnt from other pictures and in another way is shown the place, leaning either way and in
three sizes. It knows photographs and few drawings: it may vouch for a face, its silence alone denies none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.finding.turned_view import FrameLevels, Points, TurnedView
from neopain.vision.networks.embedding import prepared

if TYPE_CHECKING:
    from neopain.vision.models.manifest import Manifest
    from neopain.vision.networks.inference import Network

OUTPUT = "face"
LEANS_DEG = (-20.0, 20.0)
"""The network sees faces that lean by up to 40 degrees."""
SIZES_PX = (80.0, 100.0, 124.0)
"""Of the face in the picture that the network is shown: its own measure of a face is another."""

_CELL_PX, _FIRST_PX = 8, 14.5  # from cell to cell, and the middle of the first
_MIDDLE = 0.3  # of the face's size: further from the middle is something else


class FaceWitness(Protocol):
    """Says how much a place is like a face. Used by one thread."""

    def likeness(self, frame: FrameLevels, centre: Points, size_px: float, roll_deg: float) -> float:
        """About 1 for a face from the front, below 0 for most other things; see `evidence` for the limits.

        Args:
            frame: where to look.
            centre: of the place, px of the frame.
            size_px: of the face.
            roll_deg: of the face, clockwise.

        Raises: ModelFault.
        """


class NetworkFaceWitness:
    """A FaceWitness that is a network with a map `face`, one value for every eighth pixel."""

    def __init__(self, network: Network, manifest: Manifest) -> None:
        """Take an open network. Raises: ModelFault when it is another."""
        part = manifest.network
        cells = round((part.outputs.get(OUTPUT, 0) if part is not None else 0) ** 0.5)
        if part is None or not cells or OUTPUT not in network.outputs:
            raise ModelFault(
                Text(
                    "{manifest_id}: expected a network with the output {output}; got another model. "
                    "Restore models/face_witness.",
                    manifest_id=manifest.id,
                    output=OUTPUT,
                )
            )
        self._network, self._input, self._cells = network, part.input, cells

    def likeness(self, frame: FrameLevels, centre: Points, size_px: float, roll_deg: float) -> float:
        """See `FaceWitness`."""
        side = self._input.width
        shown = []
        for lean in LEANS_DEG:
            for size in SIZES_PX:
                view = TurnedView(
                    np.asarray(centre, np.float64), roll_deg + lean, size / max(1.0, size_px), side, side
                )
                picture = np.ascontiguousarray(view.picture(frame)[:, :, ::-1])
                shown.append(prepared(picture, self._input))
        maps = self._network.run([OUTPUT], np.concatenate(shown))[OUTPUT]
        if maps.size != len(shown) * self._cells**2 or not np.isfinite(maps).all():
            raise ModelFault(
                Text("the witness of the face gave {shape}. Restore models/face_witness.", shape=maps.shape)
            )
        maps = maps.reshape(len(LEANS_DEG), len(SIZES_PX), self._cells, self._cells)
        from_middle = np.abs(_FIRST_PX + _CELL_PX * np.arange(self._cells) - side / 2)
        best = []
        for number, size in enumerate(SIZES_PX):
            near = np.flatnonzero(from_middle < _MIDDLE * size)
            best.append(float(maps[:, number][:, near][:, :, near].max()))
        return max(best)
