"""dlib's file of its network for faces (`dlib_face_recognition_resnet_model_v1.dat`).

The file is dlib's serialisation of one C++ type: it names its layers and tells their sizes, but how they hang
together is in the type alone. So it is read against a known table, layer by layer in order. Every size is
compared with the table before a number is taken, hence nothing in the file decides how much memory is used.

An integer is a control byte (bit 7 the sign, bits 0..3 the count of bytes) and its bytes, the least first; a
float is two of them, mantissa and power of two; a tensor is its form (2), four sizes and float32 values.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from neopain.core.errors import ModelFault
from neopain_export.networks.dlib_face.table import DlibFaceTable, DlibFaceWeights, ScaledConv
from neopain_export.networks.layers import Conv, Float32Array
from neopain_export.networks.published.recognise import FileForm, recognise

LARGEST_BYTES = 64 << 20
"""The published file has 22 MB."""
_TENSOR_FORM = 2
_NEXT_LAYER_WITHIN = 4096
"""Between two tensors stand sizes and options only."""


def read_dlib_face(path: Path, table: DlibFaceTable) -> DlibFaceWeights:
    """Read the weights. Raises: ModelFault for another, a damaged or a cut file."""
    form = recognise(path)
    if form is not FileForm.DLIB:
        raise ModelFault(f"{path}: expected a dlib network file (.dat); got a {form}; name its own network")
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise ModelFault(
            f"{path}: expected at most {LARGEST_BYTES} bytes; got {size}; this is another network"
        )
    reader = _Reader(path.read_bytes(), path)
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


def _convolution(reader: _Reader, layer: Conv, depth: int) -> ScaledConv:
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


class _Reader:
    """A place in the file."""

    def __init__(self, content: bytes, path: Path) -> None:
        self._content = content
        self._path = path
        self._at = 0

    def go_behind(self, name: str) -> None:
        """Behind the next layer of this name, which stands near: no weight can be taken for one."""
        near = self._content[self._at : self._at + _NEXT_LAYER_WITHIN]
        place = near.find(b"\x01" + bytes([len(name)]) + name.encode())
        if place < 0:
            raise self._refusal(f"the layer {name}", "none")
        self._at += place + 2 + len(name)

    def whole(self, what: str) -> int:
        control = self._taken(1, what)[0]
        count = control & 0x0F
        if not 1 <= count <= 8:
            raise self._refusal(f"{what}: an integer of 1 to 8 bytes", f"{count}")
        value = int.from_bytes(self._taken(count, what), "little")
        return -value if control & 0x80 else value

    def real(self, what: str) -> float:
        mantissa, exponent = self.whole(what), self.whole(what)
        if abs(mantissa) >= 1 << 53 or abs(exponent) > 256:
            raise self._refusal(f"{what}: a number", f"{mantissa} and a power of {exponent}")
        return math.ldexp(mantissa, exponent)

    def expect(self, what: str, wanted: tuple[int, ...]) -> None:
        found = tuple(self.whole(what) for _ in wanted)
        if found != wanted:
            raise self._refusal(f"{what} {wanted}", f"{found}")

    def tensor(self, what: str, count: int) -> Float32Array:
        """`count` finite numbers, float32 (count,)."""
        form, *sizes = (self.whole(what) for _ in range(5))
        if form != _TENSOR_FORM or min(sizes) < 1 or math.prod(sizes) != count:
            raise self._refusal(
                f"{what}: a tensor of form {_TENSOR_FORM} with {count} numbers", f"{form} {sizes}"
            )
        values = np.frombuffer(self._taken(4 * count, what), "<f4").astype(np.float32)
        if not np.isfinite(values).all():
            raise self._refusal(f"{what}: finite numbers", "others")
        return values

    def _taken(self, count: int, what: str) -> bytes:
        taken = self._content[self._at : self._at + count]
        if len(taken) < count:
            raise self._refusal(f"{what}: {count} bytes more", f"{len(taken)}")
        self._at += count
        return taken

    def _refusal(self, wanted: str, got: str) -> ModelFault:
        return ModelFault(
            f"{self._path}: expected {wanted} at byte {self._at}; got {got}; "
            "the file is damaged, cut or of another network: fetch it again"
        )
