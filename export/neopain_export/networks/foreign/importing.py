"""From any ONNX file to a network's folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from neopain.core.errors import SettingFault
from neopain_export.limited import in_child
from neopain_export.networks.engines import engine_parity
from neopain_export.networks.foreign.onnx_file import ForeignNetwork, read_foreign
from neopain_export.networks.layers import Float32Array, Preprocessing
from neopain_export.networks.network_folder import NetworkDescription, write_network_folder
from neopain_export.networks.network_import import ALL, ImportRequest, ImportResult, source_text
from neopain_export.networks.parity import Parity, random_picture
from neopain_export.networks.preprocessing import (
    TORCHVISION_PIXEL,
    TORCHVISION_PIXEL_SPREAD,
    Convention,
    expect_spread,
)


def import_foreign(request: ImportRequest, *, scale: float = 1.0, side: int | None = None) -> ImportResult:
    """Import an ONNX file; the request must say the outputs, the channel order and the mean pixel.

    Args:
        request: what is to be imported; outputs as `asked_features` reads them.
        scale: multiplied after the mean.
        side: px, for a graph that takes any size; None for the monitor's crop.

    Raises: SettingFault when it does not, ModelFault for a graph that cannot be used.
    """
    channels, mean, spread = _fed(request, scale)
    asked = () if request.outputs is None else request.outputs
    network, parity = in_child(_tried, request.file, asked, spread, mean, scale, side, what=str(request.file))
    notes = (*network.notes, parity.line)
    beside = "".join(f"; {name}, sha256 {digest}" for name, digest in network.beside.items())
    manifest = write_network_folder(
        request.folder,
        network.graph,
        NetworkDescription(
            name=request.name,
            version=request.version,
            title=request.name,
            tensor=network.tensor,
            height=network.height,
            width=network.width,
            preprocessing=Preprocessing(channels, mean, scale),
            outputs=network.outputs,
            licence=request.licence or "not stated: ask the authors before any use",
            source=source_text(request, "not stated", "ONNX file") + beside,
            notes=notes,
        ),
    )
    return ImportResult(manifest, "ONNX file", notes)


def _fed(request: ImportRequest, scale: float) -> tuple[str, tuple[float, float, float], Float32Array | None]:
    """Channel order, mean pixel and spread. Raises: SettingFault."""
    if request.convention is Convention.TORCHVISION:
        if (
            request.mean is not None
            or request.mean_file is not None
            or request.spread is not None
            or scale != 1
        ):
            raise SettingFault(
                "expected no --mean, --mean-file, --std or --scale beside --convention torchvision, which "
                "has its own; say --convention rgb with the mean, 0..255, of these weights"
            )
        return "RGB", TORCHVISION_PIXEL, np.asarray(TORCHVISION_PIXEL_SPREAD, np.float32)
    if request.convention not in {Convention.RGB, Convention.BGR}:
        raise SettingFault(
            "expected --convention rgb or bgr with a --mean, or torchvision: an ONNX file does not tell; "
            "look at its origin"
        )
    if request.mean is None and request.mean_file is None:
        raise SettingFault("expected --mean with three numbers: an ONNX file does not tell; 0 0 0 for none")
    if request.outputs == ALL:
        raise SettingFault("expected --outputs with the names of the features, not all of a graph's tensors")
    if request.mean is None:
        raise SettingFault("expected --mean with --network other; got --mean-file; give three numbers")
    spread = _checked_numbers(request.mean, request.spread, scale)
    mean = tuple(float(value) for value in request.mean)
    return request.convention.upper(), (mean[0], mean[1], mean[2]), spread


def _checked_numbers(mean: Float32Array, spread: Float32Array | None, scale: float) -> Float32Array | None:
    """The spread. Raises: SettingFault for numbers that cannot be meant."""
    if not np.isfinite([*mean, scale]).all() or scale == 0:
        raise SettingFault(f"expected a finite --mean and --scale; got {mean.tolist()} and {scale:g}")
    if spread is not None:
        expect_spread(spread)
    small = 0 < np.abs(mean).max() < 1 and scale == 1
    if small or (spread is not None and spread.max() < 1):
        raise SettingFault(
            f"expected --mean and --std for pixels 0..255; got {mean.tolist()} and "
            f"{None if spread is None else spread.tolist()}, which look like those of pixels 0..1; multiply "
            "both by 255"
        )
    return spread


def _tried(
    path: Path,
    outputs: Sequence[str],
    spread: Float32Array | None,
    mean: Sequence[float],
    scale: float,
    side: int | None,
) -> tuple[ForeignNetwork, Parity]:
    """Read it and run it on two engines: the part of an import that a hostile graph could make endless."""
    plain = spread is None and scale == 1 and not any(mean)
    network = read_foreign(path, outputs, spread, side, plain_pixels=plain)
    picture = random_picture(max(network.height, network.width))[:, : network.height, : network.width]
    # As far from zero as the network's own pictures are.
    fed = (picture + np.float32(127) - np.asarray(mean, np.float32)[:, None, None]) * np.float32(scale)
    return network, engine_parity(network.graph, list(network.outputs), np.asarray(fed, np.float32))
