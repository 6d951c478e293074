"""dlib's file of its detector of faces (`mmod_human_face_detector.dat`), read against a known table.

Every size is compared with the table before a number is taken; see `dlib_face.published_file`.
"""

from __future__ import annotations

from pathlib import Path

from neopain_export.networks.layers import Conv, Float32Array, Norm
from neopain_export.networks.mmod.table import MmodTable, MmodWeights
from neopain_export.networks.published.dlib_stream import DlibStream

_ALIAS_FORM = 1


def read_mmod(path: Path, table: MmodTable) -> MmodWeights:
    """Read the weights. Raises: ModelFault for another, a damaged or a cut file."""
    stream = DlibStream(path)
    stream.go_behind("loss_mmod_")
    stream.go_behind("input_rgb_image_pyramid")
    mean = (stream.real("mean red"), stream.real("mean green"), stream.real("mean blue"))
    kernels: dict[str, Float32Array] = {}
    biases: dict[str, Float32Array] = {}
    norms: dict[str, Norm] = {}
    depth, epsilon = 3, 0.0
    for layer in table.normalised():
        kernels[layer.name], biases[layer.name] = _convolution(stream, layer, depth)
        stream.go_behind("bn_con2")
        norms[layer.name], epsilon = _norm(stream, layer)
        depth = layer.filters
    kernels[table.last.name], biases[table.last.name] = _convolution(stream, table.last, depth)
    return MmodWeights(mean, kernels, biases, norms, epsilon)


def _convolution(stream: DlibStream, layer: Conv, depth: int) -> tuple[Float32Array, Float32Array]:
    kernel, filters = layer.kernel, layer.filters
    stream.go_behind("con_4")
    count = filters * depth * kernel * kernel
    values = stream.tensor(layer.name, count + filters)
    stream.expect(
        f"{layer.name}: filters, kernel, stride and padding",
        (filters, kernel, kernel, layer.stride, layer.stride, layer.pad, layer.pad),
    )
    return values[:count].reshape(filters, depth, kernel, kernel), values[count:]


def _norm(stream: DlibStream, layer: Conv) -> tuple[Norm, float]:
    """A normalisation with what it counted while it learnt, and what is added to its variance."""
    name, filters = f"{layer.name}, its normalisation", layer.filters
    scale_and_shift = stream.tensor(name, 2 * filters)
    for _ in range(2):
        stream.expect(f"{name}: sizes", (_ALIAS_FORM, 1, filters, 1, 1))
    for last in ("mean", "inverse spread"):
        stream.tensor(f"{name}: {last} of the last batch", filters)
    mean, variance = (stream.tensor(f"{name}: {what}", filters) for what in ("mean", "variance"))
    for what in ("updates", "window"):
        stream.whole(f"{name}: {what}")
    for what in ("rate", "decay", "rate of the shift", "decay of the shift"):
        stream.real(f"{name}: {what}")
    epsilon = stream.real(f"{name}: epsilon")
    return Norm(scale_and_shift[:filters], scale_and_shift[filters:], mean, variance), epsilon
