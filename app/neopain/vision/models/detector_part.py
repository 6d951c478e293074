"""The part of a manifest that says how a face detector is shown a picture, and who reads its outputs."""

from __future__ import annotations

from dataclasses import dataclass

from neopain.vision.models.toml_table import TomlTable

DETECTOR_FAMILIES = ("yunet", "yolo-face", "retinaface", "scrfd")
"""Families of face detectors that `finding.detectors` can read."""


@dataclass(frozen=True, slots=True)
class DetectorPart:
    """How a face detector is shown a picture, and which family's decoder reads it.

    Attributes:
        family: `yunet`, `yolo-face`, `retinaface` or `scrfd`.
        tensor: name of the graph's input, float32 (N, 3, H, W).
        side_px: both sides of a network of fixed size; None where any multiple of `stride` will do.
        stride: see `side_px`.
        channels, mean, scale: as in `InputSpec`.
        outputs: the graph's outputs, in the order of the family's roles (`finding.detectors.families`).
    """

    family: str
    tensor: str
    side_px: int | None
    stride: int
    channels: str
    mean: tuple[float, float, float]
    scale: float
    outputs: tuple[str, ...]


def detector_part(top: TomlTable) -> DetectorPart:
    """Read it out of a manifest. Raises: ModelFault."""
    family = top.text("family")
    if family not in DETECTOR_FAMILIES:
        raise top.refusal("family", " or ".join(DETECTOR_FAMILIES))
    spec = top.table("input")
    channels = spec.text("channels")
    if channels not in {"RGB", "BGR"}:
        raise spec.refusal("channels", "RGB or BGR")
    first, second, third = spec.numbers("mean", 3)
    outputs = top.texts("outputs")
    if not outputs or len(set(outputs)) != len(outputs):
        raise top.refusal("outputs", "different names of outputs")
    return DetectorPart(
        family=family,
        tensor=spec.text("tensor"),
        side_px=spec.whole("side_px", least=32) if "side_px" in spec.values else None,
        stride=spec.whole("stride", least=1),
        channels=channels,
        mean=(first, second, third),
        scale=spec.number("scale"),
        outputs=outputs,
    )
