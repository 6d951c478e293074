"""A witness of the way up: does an upright face fill this square, and less so when it is turned over?

Detectors and mesh may agree on a face that stands on its head: a cry with shut eyes, a face under tubes. So
another network is asked, which learnt on drawn infants what upright is, and which is shown the same place
upright and upside down.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from neopain.core.errors import ModelFault
from neopain.core.text import Text
from neopain.vision.finding.turned_view import FrameLevels, Points, about
from neopain.vision.networks.embedding import prepared

if TYPE_CHECKING:
    from neopain.vision.models.manifest import Manifest
    from neopain.vision.networks.inference import Network

OUTPUT = "upright"
MARGIN = 1.5
"""Side of the square over the face's size."""


@dataclass(frozen=True, slots=True)
class WayUp:
    """What the witness says of one place and roll.

    Attributes:
        upright: logarithm of the odds that an upright face fills the place; about 2 on frontal infants, less
            from the side, about -3 elsewhere.
        lead: how much more than the same place upside down.
    """

    upright: float
    lead: float


class WayUpWitness(Protocol):
    """Says whether a face is upright. Used by one thread."""

    def seen(self, frame: FrameLevels, centre: Points, size_px: float, roll_deg: float) -> WayUp:
        """Judge a face of `size_px` about `centre`, px of the frame, at a roll. Raises: ModelFault."""


class NetworkWayUp:
    """A WayUpWitness that is a network with the output `upright`."""

    def __init__(self, network: Network, manifest: Manifest) -> None:
        """Take an open network. Raises: ModelFault when it is another."""
        part = manifest.network
        if part is None or OUTPUT not in part.outputs or OUTPUT not in network.outputs:
            raise ModelFault(
                Text(
                    "{manifest_id}: expected a network with the output {output}; got another model. "
                    "Restore models/way_up.",
                    manifest_id=manifest.id,
                    output=OUTPUT,
                )
            )
        self._network, self._input = network, part.input

    def seen(self, frame: FrameLevels, centre: Points, size_px: float, roll_deg: float) -> WayUp:
        """See `WayUpWitness`."""
        view = about(centre, size_px, roll_deg, margin=MARGIN, side_px=self._input.width)
        picture = view.picture(frame)[:, :, ::-1]
        both = [prepared(np.ascontiguousarray(one), self._input) for one in (picture, picture[::-1, ::-1])]
        odds = self._network.run([OUTPUT], np.concatenate(both))[OUTPUT].reshape(-1)
        if odds.size != len(both) or not np.isfinite(odds).all():
            raise ModelFault(
                Text("the witness of the way up gave {odds}. Restore models/way_up.", odds=repr(odds))
            )
        return WayUp(float(odds[0]), float(odds[0] - odds[1]))
