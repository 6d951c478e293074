"""From dlib's file of its network for faces to a network's folder."""

from __future__ import annotations

import numpy as np

from neopain.vision.networks.inference import open_network
from neopain_export.networks.dlib_face.graph import build_dlib_face
from neopain_export.networks.dlib_face.published_file import read_dlib_face
from neopain_export.networks.dlib_face.reference import evaluate_dlib_face
from neopain_export.networks.dlib_face.table import DLIB_FACE, DlibFaceTable
from neopain_export.networks.graph import INPUT, Storage
from neopain_export.networks.layers import Preprocessing
from neopain_export.networks.network_folder import NetworkDescription, write_network_folder
from neopain_export.networks.network_import import ImportRequest, ImportResult, source_text
from neopain_export.networks.parity import LIMITS, compared, random_picture
from neopain_export.networks.published.recognise import FileForm

NAME = "dlib-face"
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
    graph = build_dlib_face(table, weights, storage)
    outputs = table.outputs()
    picture = np.asarray(random_picture(table.side) * np.float32(SCALE), np.float32)
    found = open_network(graph, prefer_gpu=False).run(list(outputs), picture[None])
    parity = compared(
        {name: found[name][0] for name in outputs},
        evaluate_dlib_face(table, weights, picture),
        "ONNX Runtime on the CPU against numpy on the file's weights",
        LIMITS[storage],
    )
    manifest = write_network_folder(
        request.folder,
        graph,
        NetworkDescription(
            name=request.name,
            version=request.version,
            title="dlib's ResNet for faces",
            tensor=INPUT,
            height=table.side,
            width=table.side,
            preprocessing=Preprocessing("RGB", weights.mean, SCALE),
            outputs=outputs,
            licence=request.licence or LICENCE,
            source=source_text(request, SOURCE, FileForm.DLIB),
            notes=(parity.line,),
        ),
    )
    return ImportResult(manifest, FileForm.DLIB, (parity.line,))
