"""One door for every weight file."""

from __future__ import annotations

from pathlib import Path

from neopain.core.errors import ModelFault
from neopain_export.networks.published.caffe import read_caffe
from neopain_export.networks.published.contents import PublishedNetwork
from neopain_export.networks.published.keras import read_keras
from neopain_export.networks.published.matconvnet import read_matconvnet
from neopain_export.networks.published.recognise import FileForm, recognise
from neopain_export.networks.published.torch import read_safetensors, read_torch


def read_published(path: Path) -> PublishedNetwork:
    """Read a weight file of any form but ONNX, by its content. Raises: ModelFault."""
    form = recognise(path)
    if form in {FileForm.MATLAB_5, FileForm.MATLAB_73}:
        return read_matconvnet(path, version_73=form is FileForm.MATLAB_73)
    if form is FileForm.KERAS:
        return read_keras(path)
    if form in {FileForm.TORCH_ZIP, FileForm.TORCH_LEGACY}:
        return read_torch(path, legacy=form is FileForm.TORCH_LEGACY)
    if form is FileForm.SAFETENSORS:
        return read_safetensors(path)
    if form is FileForm.CAFFE:
        return read_caffe(path)
    if form is FileForm.DLIB:
        raise ModelFault(
            f"{path}: expected weights of a VGG network; got a dlib network; import it with "
            "--network dlib-face"
        )
    raise ModelFault(f"{path}: expected weights by layer; got an ONNX graph; import it with --network other")
