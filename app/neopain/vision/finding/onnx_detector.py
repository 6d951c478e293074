"""A face detector that came as ONNX, run by `vision.inference` and read by its family's decoder."""

from __future__ import annotations

import cv2
import numpy as np

from neopain.core.errors import ModelFault
from neopain.core.frames import BgrImage
from neopain.core.text import Text
from neopain.vision.finding.detectors.families import FAMILIES
from neopain.vision.finding.proposal import Proposal
from neopain.vision.finding.turned_view import OUTSIDE
from neopain.vision.models.detector_part import DetectorPart
from neopain.vision.networks.inference import Network


class OnnxFaceDetector:
    """A FaceDetector. A network of fixed size is shown the picture in a grey frame of that size."""

    def __init__(self, network: Network, part: DetectorPart, name: str) -> None:
        """Take an open network. Raises: ModelFault when it lacks an output that its family has."""
        missing = [output for output in part.outputs if output not in network.outputs]
        if missing:
            raise ModelFault(
                Text(
                    "{name}: expected the outputs {wanted}; {missing} is not among {given}. Import the "
                    "file again with the right --family.",
                    name=name,
                    wanted=", ".join(part.outputs),
                    missing=", ".join(missing),
                    given=", ".join(network.outputs),
                )
            )
        self._family = FAMILIES[part.family]
        if len(part.outputs) != len(self._family.roles):
            raise ModelFault(
                Text(
                    "{name}: a {family} network has {count} outputs ({names}); the manifest names "
                    "{given}. Import the file again with the right --family.",
                    name=name,
                    family=part.family,
                    count=len(self._family.roles),
                    names=", ".join(self._family.roles),
                    given=len(part.outputs),
                )
            )
        self._network, self._part, self._name = network, part, name

    @property
    def quick(self) -> bool:
        """Whether the network takes pictures of any size."""
        return self._part.side_px is None

    def propose(self, picture: BgrImage, least: float) -> list[Proposal]:
        """Faces, the surest first. picture: uint8 (H, W, 3) BGR. Raises: ModelFault."""
        shown, scale = self._fitted(picture)
        # Taken apart by OpenCV first: a copy across the channels takes three times as long.
        planes = cv2.split(shown)
        tensor = np.array(planes if self._part.channels == "BGR" else planes[::-1], np.float32)[None]
        if any(self._part.mean) or self._part.scale != 1.0:
            tensor -= np.array(self._part.mean, np.float32)[None, :, None, None]
            tensor *= self._part.scale
        outputs = self._network.run(self._part.outputs, tensor)
        height, width = shown.shape[:2]
        try:
            by_role = {
                role: outputs[name] for role, name in zip(self._family.roles, self._part.outputs, strict=True)
            }
            raw = self._family.decoded(by_role, width, height, least)
        except (IndexError, ValueError, KeyError) as fault:
            told = {name: values.shape for name, values in outputs.items()}
            raise ModelFault(
                Text(
                    "{name}: outputs {told} are not those of the family {family}: {fault}. Import the "
                    "file again with the right --family.",
                    name=self._name,
                    told=told,
                    family=self._part.family,
                    fault=fault,
                )
            ) from fault
        return [
            Proposal(one.confidence, one.centre / scale, one.size_px / scale, one.key_points / scale)
            for one in raw.merged(least)
        ]

    def _fitted(self, picture: BgrImage) -> tuple[BgrImage, float]:
        """The picture as the network takes it, and its px for each px of the picture."""
        height, width = picture.shape[:2]
        if self._part.side_px is None:
            step = self._part.stride
            down, right = -height % step, -width % step
            if not down and not right:
                return picture, 1.0
            padded = cv2.copyMakeBorder(picture, 0, down, 0, right, cv2.BORDER_CONSTANT, value=OUTSIDE)
            return np.asarray(padded, np.uint8), 1.0
        side = self._part.side_px
        scale = side / max(height, width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        way = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
        shown = np.full((side, side, 3), OUTSIDE[0], np.uint8)
        shown[: size[1], : size[0]] = cv2.resize(picture, size, interpolation=way)
        return shown, scale
