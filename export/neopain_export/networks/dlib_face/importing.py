"""From dlib's file of its network for faces to a network's folder."""

from __future__ import annotations

from neopain_export.networks.checked_import import KnownNetwork, checked_import, fed_picture
from neopain_export.networks.dlib_face.graph import build_dlib_face
from neopain_export.networks.dlib_face.published_file import read_dlib_face
from neopain_export.networks.dlib_face.reference import evaluate_dlib_face
from neopain_export.networks.dlib_face.table import DLIB_FACE, DlibFaceTable
from neopain_export.networks.graph import Storage
from neopain_export.networks.layers import Preprocessing
from neopain_export.networks.network_import import ImportRequest, ImportResult
from neopain_export.networks.published.recognise import FileForm

NAME = "dlib-face"
TITLE = "dlib's ResNet for faces"
LICENCE = "CC0-1.0"
SOURCE = (
    "Davis E. King, dlib_face_recognition_resnet_model_v1, https://github.com/davisking/dlib-models, as the "
    "Python package face-recognition-models 0.3.0 carries it"
)
SCALE = 1 / 256


def import_dlib_face(
    request: ImportRequest, storage: Storage = Storage.SINGLE, table: DlibFaceTable = DLIB_FACE
) -> ImportResult:
    """Import the file; nothing is written unless the graph computes what numpy computes.

    Raises: ModelFault for another file or a graph that differs, SettingFault for a folder in use.
    """
    weights = read_dlib_face(request.file, table)
    picture = fed_picture(table.side, SCALE)
    return checked_import(
        request,
        KnownNetwork(TITLE, LICENCE, SOURCE, FileForm.DLIB, table.side, table.outputs()),
        build_dlib_face(table, weights, storage),
        Preprocessing("RGB", weights.mean, SCALE),
        picture=picture,
        wanted=evaluate_dlib_face(table, weights, picture),
        storage=storage,
    )
