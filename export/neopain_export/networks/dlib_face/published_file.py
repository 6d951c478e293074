"""dlib's file of its network for faces (`dlib_face_recognition_resnet_model_v1.dat`).

The file is dlib's serialisation of one C++ type: it names its layers and tells their sizes, but how they hang
together is in the type alone. So it is read against a known table, layer by layer in order. Every size is
compared with the table before a number is taken, hence nothing in the file decides how much memory is used.
"""

from __future__ import annotations

from pathlib import Path

from neopain_export.networks.dlib_face.table import DlibFaceTable, DlibFaceWeights, ScaledConv
from neopain_export.networks.layers import Conv
from neopain_export.networks.published.dlib_stream import DlibStream


def read_dlib_face(path: Path, table: DlibFaceTable) -> DlibFaceWeights:
    """Read the weights. Raises: ModelFault for another, a damaged or a cut file."""
    reader = DlibStream(path)
    reader.go_behind("input_rgb_image_sized")
    mean = (reader.real("mean red"), reader.real("mean green"), reader.real("mean blue"))
    reader.expect("the input's sides", (table.side, table.side))
    convolutions: dict[str, ScaledConv] = {}
    depth = 3
    for layer in table.convolutions():
        convolutions[layer.name] = _convolution(reader, layer, depth)
        depth = layer.filters
    reader.go_behind("fc_2")
    reader.expect("the descriptor's size and inputs", (table.units, depth))
    descriptor = reader.tensor("descriptor", depth * table.units).reshape(depth, table.units)
    return DlibFaceWeights(mean, convolutions, descriptor)


def _convolution(reader: DlibStream, layer: Conv, depth: int) -> ScaledConv:
    kernel, filters = layer.kernel, layer.filters
    reader.go_behind("con_4")
    count = filters * depth * kernel * kernel
    values = reader.tensor(layer.name, count + filters)
    reader.expect(
        f"{layer.name}: filters, kernel, stride and padding",
        (filters, kernel, kernel, layer.stride, layer.stride, layer.pad, layer.pad),
    )
    reader.go_behind("affine_")
    affine = reader.tensor(f"{layer.name}, its scale", 2 * filters)
    weight = values[:count].reshape(filters, depth, kernel, kernel)
    return ScaledConv(weight, values[count:], affine[:filters], affine[filters:])
