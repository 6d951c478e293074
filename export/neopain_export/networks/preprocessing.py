"""How pictures must reach a network, from what the file says and where it comes from.

Networks of one architecture are fed differently by each toolbox; a wrong order or mean fails nothing and
only makes the features worse, so the choice is written to the manifest and printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from neopain.core.errors import ModelFault, SettingFault
from neopain_export.networks.fit import Fitted, has_numbered_names
from neopain_export.networks.layers import Conv, Float32Array, LayerWeights, Preprocessing
from neopain_export.networks.published.contents import AxisOrder, PublishedNetwork

TORCHVISION_LICENCE = (
    "not stated with the weights: torchvision is BSD-3-Clause and says that its weights may have terms of "
    "their own that follow from the training data (ImageNet: non-commercial research)"
)
TORCHVISION_SOURCE = "weights of torchvision's form, trained on ImageNet with a mean and a spread a channel"
TORCHVISION_MEAN = (0.485, 0.456, 0.406)
TORCHVISION_SPREAD = (0.229, 0.224, 0.225)
"""Per-channel mean and standard deviation of pixels 0..1, RGB (torchvision model documentation)."""
TORCHVISION_PIXEL = (
    255.0 * TORCHVISION_MEAN[0],
    255.0 * TORCHVISION_MEAN[1],
    255.0 * TORCHVISION_MEAN[2],
)
TORCHVISION_PIXEL_SPREAD = tuple(255.0 * value for value in TORCHVISION_SPREAD)
"""The same for pixels 0..255."""


class Convention(StrEnum):
    """Which toolbox's input a network was trained for.

    AUTO follows the file: MatConvNet RGB, Caffe and Keras BGR, PyTorch RGB, or torchvision's for VGG-16 with
    torchvision's names. RGB and BGR mean pixels 0..255 minus the mean.
    """

    AUTO = "auto"
    RGB = "rgb"
    BGR = "bgr"
    TORCHVISION = "torchvision"


@dataclass(frozen=True, slots=True, eq=False)
class PreparedInput:
    """What the manifest says, and what the graph itself must do.

    Attributes:
        preprocessing: for the manifest.
        convention: the one in use, never AUTO.
        mean_residue: float32 (3, side, side) that the graph subtracts first, or None.
        fitted: with the first layer's weights rescaled where the convention has a spread per channel.
    """

    preprocessing: Preprocessing
    convention: Convention
    mean_residue: Float32Array | None
    fitted: Fitted


def resolved_convention(convention: Convention, fitted: Fitted, published: PublishedNetwork) -> Convention:
    """What AUTO means for this file; any other convention as it is."""
    if convention is not Convention.AUTO:
        return convention
    torch_names = published.axes is AxisOrder.OIHW and has_numbered_names(published)
    if torch_names and fitted.architecture.name == "vgg-16":
        return Convention.TORCHVISION
    return Convention.BGR if published.channels == "BGR" else Convention.RGB


def prepare_input(
    fitted: Fitted,
    published: PublishedNetwork,
    *,
    convention: Convention = Convention.AUTO,
    mean: Float32Array | None = None,
    spread: Float32Array | None = None,
) -> PreparedInput:
    """Decide on channel order, mean and scale.

    Args:
        fitted: the network.
        published: the file it came from.
        convention: see Convention.
        mean: float32 (3,) or (3, H, W) in the network's channel order; overrules the file's.
        spread: float32 (3,) in the same order, by which the difference from the mean is divided.

    Raises: ModelFault for a mean picture smaller than the network's input; SettingFault for a mean or a
        spread beside a convention that has its own.
    """
    chosen = resolved_convention(convention, fitted, published)
    default = fitted.architecture.preprocessing
    if chosen is Convention.TORCHVISION:
        if mean is not None or spread is not None:
            raise SettingFault(
                "expected no --mean, --mean-file or --std beside torchvision's convention, which has its own "
                f"({'asked for' if convention is chosen else 'taken because of the names in the file'}); got "
                "some; say --convention rgb or --convention bgr with the mean, 0..255, of these weights"
            )
        own = np.asarray(TORCHVISION_PIXEL_SPREAD, np.float32)
        return PreparedInput(
            Preprocessing("RGB", TORCHVISION_PIXEL), chosen, None, _spread_folded(fitted, own)
        )
    if spread is not None:
        fitted = _spread_folded(fitted, expect_spread(spread))
    channels = "BGR" if chosen is Convention.BGR else "RGB"
    given = mean if mean is not None else _own_mean(published, channels)
    if given is None:
        pixel = default if channels == default.channels else default.reversed()
        return PreparedInput(pixel, chosen, None, fitted)
    pixel_mean, residue = _split(given, fitted.architecture.side)
    return PreparedInput(Preprocessing(channels, pixel_mean), chosen, residue, fitted)


def _own_mean(published: PublishedNetwork, channels: str) -> Float32Array | None:
    if published.mean is None or published.channels == channels:
        return published.mean
    return np.ascontiguousarray(published.mean[::-1])


def _split(mean: Float32Array, side: int) -> tuple[tuple[float, float, float], Float32Array | None]:
    """The mean pixel, and what a mean picture has beyond it (its centre, as the crop is central)."""
    if not np.isfinite(mean).all():
        raise ModelFault("expected a finite mean; got NaN or infinity; give another mean file")
    if mean.shape == (3,):
        return (float(mean[0]), float(mean[1]), float(mean[2])), None
    if mean.ndim != 3 or mean.shape[0] != 3 or min(mean.shape[1:]) < side:
        raise ModelFault(
            f"expected a mean of 3 numbers or a picture of at least (3, {side}, {side}); got {mean.shape}; "
            "give another mean file, or three numbers"
        )
    top, left = ((extent - side) // 2 for extent in mean.shape[1:])
    centre = mean[:, top : top + side, left : left + side]
    pixel = [round(float(value), 4) for value in centre.mean(axis=(1, 2), dtype=np.float64)]
    residue = (centre - np.asarray(pixel, np.float32)[:, None, None]).astype(np.float32)
    return (pixel[0], pixel[1], pixel[2]), residue


def expect_spread(spread: Float32Array) -> Float32Array:
    """Three numbers to divide by. Raises: SettingFault."""
    if spread.shape != (3,) or not np.isfinite(spread).all() or not (spread > 0).all():
        raise SettingFault(
            f"expected --std as three numbers above 0, for pixels 0..255; got {spread.tolist()}; "
            "multiply those of pixels 0..1 by 255"
        )
    return spread


def _spread_folded(fitted: Fitted, spread: Float32Array) -> Fitted:
    """Fold 1 / spread of each channel into the first convolution: its zero padding stays right."""
    first = fitted.architecture.layers[0]
    if not isinstance(first, Conv):
        raise TypeError(f"expected a convolution first; got {first}")
    old = fitted.weights[first.name]
    weight = old.weight / spread[None, :, None, None]
    weights = dict(fitted.weights) | {first.name: LayerWeights(weight, old.bias)}
    return Fitted(fitted.architecture, weights, fitted.notes)
