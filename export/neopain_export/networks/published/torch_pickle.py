"""PyTorch checkpoints without PyTorch, and without trusting them.

A checkpoint is a pickle beside raw numbers. A pickle may call anything; this reader allows exactly the few
names of a state dict (OrderedDict, tensor rebuilding, storage types) and makes its own harmless objects for
them. Sources: `torch/serialization.py`: the zip form since 1.6 (`<name>/data.pkl`, `<name>/data/<key>`), and
the form before (magic number, protocol, system facts, object, keys, storages).
"""

from __future__ import annotations

import io
import math
import pickle
import struct
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from neopain.core.errors import ModelFault
from neopain_export.networks.published.contents import Weights
from neopain_export.networks.published.modest_pickle import expect_modest_pickle
from neopain_export.networks.published.unfolding import expect_modest_zip

_TYPES = {
    "FloatStorage": "f4",
    "DoubleStorage": "f8",
    "HalfStorage": "f2",
    "BFloat16Storage": "bf16",
    "LongStorage": "i8",
    "IntStorage": "i4",
    "ShortStorage": "i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "u1",
}
_PROTOCOL = 1001
_DEEPEST_WRAPPER = 4
_DAMAGE = (
    pickle.UnpicklingError,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OSError,
    struct.error,
    zipfile.BadZipFile,
    RuntimeError,
    UnicodeDecodeError,
    OverflowError,
    NotImplementedError,
    MemoryError,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class _StorageType:
    """Stands for `torch.FloatStorage` and its like."""

    code: str


@dataclass(frozen=True, slots=True, eq=False)
class _Tensor:
    """A view into a storage that may not have been read yet."""

    key: str
    code: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _ForeignNameError(pickle.UnpicklingError):
    """The pickle asks for a name outside the short list."""


class _StateDictUnpickler(pickle.Unpickler):
    """Unpickles a state dict and nothing else."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:  # noqa: ANN401 - as in pickle
        """A harmless stand-in for an allowed name. Raises: _ForeignNameError."""
        if (module_name, global_name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module_name, global_name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if (module_name, global_name) == ("torch._utils", "_rebuild_parameter"):
            return _parameter
        if module_name in {"torch", "torch.storage"} and global_name in _TYPES:
            return _StorageType(_TYPES[global_name])
        raise _ForeignNameError(f"{module_name}.{global_name}")

    def persistent_load(self, pid: Any) -> tuple[str, str]:  # noqa: ANN401 - as in pickle
        """Key and number type of a storage; its numbers are read later."""
        kind, storage, key, *_ = pid
        if kind != "storage" or not isinstance(storage, _StorageType):
            raise pickle.UnpicklingError(f"an unknown kind of storage: {kind!r}")
        return str(key), storage.code


def _tensor(storage: tuple[str, str], offset: int, shape: Any, strides: Any, *_: object) -> _Tensor:  # noqa: ANN401
    return _Tensor(storage[0], storage[1], int(offset), tuple(map(int, shape)), tuple(map(int, strides)))


def _parameter(tensor: _Tensor, *_: object) -> _Tensor:
    return tensor


def read_state_dict(path: Path, *, legacy: bool) -> dict[str, Weights]:
    """Every tensor of a checkpoint by its dotted name. Raises: ModelFault."""
    try:
        return _read_legacy(path) if legacy else _read_zip(path)
    except _ForeignNameError as fault:
        raise ModelFault(
            f"{path}: expected a state dict (names and tensors only); got a pickle that asks for {fault}, "
            "which could run code; in PyTorch save `model.state_dict()` and give that"
        ) from fault
    except _DAMAGE as fault:
        raise ModelFault(
            f"{path}: expected a whole PyTorch file; got one cut short or damaged ({fault}); fetch it again"
        ) from fault


def _read_zip(path: Path) -> dict[str, Weights]:
    expect_modest_zip(path)
    with zipfile.ZipFile(path) as archive:
        pickled = next(name for name in archive.namelist() if name.endswith("data.pkl"))
        folder = pickled.removesuffix("data.pkl")
        byteorder = f"{folder}byteorder"
        if byteorder in archive.namelist() and archive.read(byteorder) != b"little":
            raise ValueError("numbers in big-endian order")
        loaded = _loaded(io.BytesIO(archive.read(pickled)))
        return _tensors(loaded, lambda key: archive.read(f"{folder}data/{key}"))


def _read_legacy(path: Path) -> dict[str, Weights]:
    with path.open("rb") as file:
        _, protocol, facts = (_loaded(file) for _ in range(3))
        if protocol != _PROTOCOL or not facts.get("little_endian", False):
            raise ValueError(f"protocol {protocol} or big-endian numbers")
        loaded = _loaded(file)
        keys = _loaded(file)
        wanted = {tensor.key: tensor.code for tensor in _named(loaded).values()}
        storages = {str(key): _read_storage(file, wanted.get(str(key), "f4")) for key in keys}
    return _tensors(loaded, storages.__getitem__)


def _loaded(file: IO[bytes]) -> Any:  # noqa: ANN401 - as in pickle
    """The next pickle in the file, if it asks for no more than it is worth."""
    start = file.tell()
    expect_modest_pickle(file)
    file.seek(start)
    return _StateDictUnpickler(file).load()


def _read_storage(file: IO[bytes], code: str) -> bytes:
    (count,) = struct.unpack("<q", file.read(8))
    start = file.tell()
    left = file.seek(0, io.SEEK_END) - start
    file.seek(start)
    if not 0 <= count * _item_bytes(code) <= left:
        raise EOFError(f"a storage of {count} numbers ends early")
    content = file.read(count * _item_bytes(code))
    if len(content) != count * _item_bytes(code):
        raise EOFError(f"a storage of {count} numbers ends early")
    return content


def _named(loaded: object) -> Mapping[str, _Tensor]:
    for _ in range(_DEEPEST_WRAPPER):
        if not isinstance(loaded, dict) or any(isinstance(value, _Tensor) for value in loaded.values()):
            break
        loaded = _within(loaded)
    if not isinstance(loaded, dict):
        raise TypeError(f"a {type(loaded).__name__} instead of a state dict")
    return {str(name): value for name, value in loaded.items() if isinstance(value, _Tensor)}


def _within(wrapper: dict[object, object]) -> object:
    """The state dict in a training program's checkpoint, whatever it is called there."""
    dicts = {
        name: value for name, value in wrapper.items() if isinstance(value, dict) and _has_tensors(value)
    }
    for usual in ("state_dict", "model_state_dict", "model"):
        if usual in dicts:
            return dicts[usual]
    if len(dicts) > 1:
        raise ValueError(f"several networks ({', '.join(map(str, dicts))}); save the one that is meant alone")
    return next(iter(dicts.values()), {})


def _has_tensors(value: dict[object, object], depth: int = 0) -> bool:
    return any(
        isinstance(one, _Tensor)
        or (isinstance(one, dict) and depth < _DEEPEST_WRAPPER and _has_tensors(one, depth + 1))
        for one in value.values()
    )


def _tensors(loaded: object, storage: Callable[[str], bytes]) -> dict[str, Weights]:
    return {name: _numbers(tensor, storage(tensor.key)) for name, tensor in _named(loaded).items()}


def _numbers(tensor: _Tensor, content: bytes) -> Weights:
    if tensor.code == "bf16":
        flat = (np.frombuffer(content, "<u2").astype(np.uint32) << 16).view(np.float32)
    else:
        flat = np.frombuffer(content, f"<{tensor.code}")
    reach = sum((side - 1) * stride for side, stride in zip(tensor.shape, tensor.strides, strict=True))
    lowest = min((*tensor.shape, *tensor.strides, tensor.offset), default=0)
    # A tensor may look at one number many times (`expand`), and so be any size once it is copied.
    if math.prod(tensor.shape) > flat.size:
        raise ValueError(f"a tensor {tensor.shape} outside its storage of {flat.size} numbers")
    if lowest < 0 or (0 not in tensor.shape and tensor.offset + reach >= flat.size):
        raise ValueError(f"a tensor {tensor.shape} outside its storage of {flat.size} numbers")
    return np.lib.stride_tricks.as_strided(
        flat[tensor.offset :],
        tensor.shape,
        [stride * flat.itemsize for stride in tensor.strides],
        writeable=False,
    )


def _item_bytes(code: str) -> int:
    return 2 if code == "bf16" else np.dtype(code).itemsize
