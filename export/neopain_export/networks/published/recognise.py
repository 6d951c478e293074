"""Which format a file has, by its first bytes; what is no weight file at all is refused here."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from neopain.core.errors import ModelFault

LARGEST_BYTES = 2 << 30
"""VGG-16 with all its layers has 553 MB; double precision, 1.1 GB. Protobuf ends at 2 GiB."""

_TORCH_MAGIC = b"\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"
_HEAD_BYTES = 1024


class FileForm(StrEnum):
    """The formats that can be read."""

    MATLAB_5 = "MATLAB v5 file"
    MATLAB_73 = "MATLAB v7.3 file"
    KERAS = "Keras HDF5 file"
    TORCH_ZIP = "PyTorch zip file"
    TORCH_LEGACY = "PyTorch file of the form before 1.6"
    SAFETENSORS = "safetensors file"
    ONNX = "ONNX file"
    DLIB = "dlib network file"
    CAFFE = "Caffe model"


_BEGINNINGS = {
    b"MATLAB 5.0 MAT-file": FileForm.MATLAB_5,
    b"MATLAB 7.3 MAT-file": FileForm.MATLAB_73,
    b"\x89HDF\r\n\x1a\n": FileForm.KERAS,
    b"\x01\x01\x01\x0dloss_metric_2": FileForm.DLIB,
    b"\x01\x01\x01\x0aloss_mmod_": FileForm.DLIB,
}
# protobuf has no magic number
_ENDINGS = {".onnx": FileForm.ONNX, ".caffemodel": FileForm.CAFFE}


def recognise(path: Path) -> FileForm:
    """The file's format. Raises: ModelFault for a file that holds no weights in a known format."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as fault:
        raise ModelFault(
            f"{path}: expected a readable weight file; got: {fault.strerror}; check the path"
        ) from fault
    if size > LARGEST_BYTES:
        raise ModelFault(
            f"{path}: expected at most {LARGEST_BYTES} bytes; got {size}; no VGG network is so large"
        )
    _refuse_other_things(path, head)
    return _by_content(path, head, size)


def _by_content(path: Path, head: bytes, size: int) -> FileForm:
    for beginning, form in _BEGINNINGS.items():
        if head.startswith(beginning):
            return form
    if head.startswith(b"PK\x03\x04"):
        return _by_members(path)
    if _TORCH_MAGIC in head[:16]:
        return FileForm.TORCH_LEGACY
    if len(head) > 9 and int.from_bytes(head[:8], "little") < size and head[8:9] == b"{":
        return FileForm.SAFETENSORS
    if path.suffix.lower() in _ENDINGS:
        return _ENDINGS[path.suffix.lower()]
    raise ModelFault(
        f"{path}: expected a file of one of the forms {', '.join(FileForm)}; got bytes that begin with "
        f"{head[:12]!r}; fetch the weights again, and keep the ending .onnx or .caffemodel"
    )


def _refuse_other_things(path: Path, head: bytes) -> None:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not text.strip(b"\x00"):
        raise ModelFault(f"{path}: expected weights; got an empty file; fetch it again")
    if text.startswith(b"version https://git-lfs"):
        raise ModelFault(
            f"{path}: expected weights; got a git-lfs pointer that only names them; run `git lfs pull` there"
        )
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<error")):
        raise ModelFault(
            f"{path}: expected weights; got a web page, perhaps an error or a log-in page; "
            "fetch the file again in a browser and look at it"
        )
    if text.startswith((b'{"', b"{\n", b"{ ")):
        raise ModelFault(f"{path}: expected weights; got JSON text; fetch the weight file itself")
    if text.startswith((b"name:", b"layer", b"input:", b"#")):
        raise ModelFault(
            f"{path}: expected weights; got text, perhaps a Caffe prototxt; give the .caffemodel beside it"
        )


def _by_members(path: Path) -> FileForm:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as fault:
        raise ModelFault(
            f"{path}: expected a whole zip file; got one cut short or damaged ({fault}); fetch it again"
        ) from fault
    if any(name.endswith("/data.pkl") or name == "data.pkl" for name in names):
        return FileForm.TORCH_ZIP
    raise ModelFault(
        f"{path}: expected a PyTorch zip file; got a zip of {', '.join(names[:4])}; give the weights in it"
    )
