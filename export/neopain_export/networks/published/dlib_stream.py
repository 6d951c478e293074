"""What dlib's serialised networks are made of: integers, floats, names and tensors, one behind the other.

An integer is a control byte (bit 7 the sign, bits 0..3 the count of bytes) and its bytes, the least first; a
float is two of them, mantissa and power of two; a tensor is its form (2), four sizes and float32 values.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from neopain.core.errors import ModelFault
from neopain_export.networks.layers import Float32Array
from neopain_export.networks.published.recognise import FileForm, recognise

LARGEST_BYTES = 64 << 20
"""The largest published file that is read has 22 MB."""
_TENSOR_FORM = 2
_NEXT_LAYER_WITHIN = 4096
"""Between two tensors stand sizes and options only."""


class DlibStream:
    """A place in the file. Every method raises ModelFault for what is no such thing."""

    def __init__(self, path: Path) -> None:
        """Take a whole file of dlib's. Raises: ModelFault for another or one that is too large."""
        form = recognise(path)
        if form is not FileForm.DLIB:
            raise ModelFault(
                f"{path}: expected a dlib network file (.dat); got a {form}; name its own network"
            )
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise ModelFault(
                f"{path}: expected at most {LARGEST_BYTES} bytes; got {size}; this is another network"
            )
        self._content = path.read_bytes()
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
        """The next integer."""
        control = self._taken(1, what)[0]
        count = control & 0x0F
        if not 1 <= count <= 8:
            raise self._refusal(f"{what}: an integer of 1 to 8 bytes", f"{count}")
        value = int.from_bytes(self._taken(count, what), "little")
        return -value if control & 0x80 else value

    def real(self, what: str) -> float:
        """The next floating number."""
        mantissa, exponent = self.whole(what), self.whole(what)
        if abs(mantissa) >= 1 << 53 or abs(exponent) > 256:
            raise self._refusal(f"{what}: a number", f"{mantissa} and a power of {exponent}")
        return math.ldexp(mantissa, exponent)

    def expect(self, what: str, wanted: tuple[int, ...]) -> None:
        """The next integers, which are known."""
        found = tuple(self.whole(what) for _ in wanted)
        if found != wanted:
            raise self._refusal(f"{what} {wanted}", f"{found}")

    def tensor(self, what: str, count: int) -> Float32Array:
        """The next tensor: `count` finite numbers, float32 (count,)."""
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
