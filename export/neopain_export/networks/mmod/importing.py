"""From dlib's file of its detector of faces to a network's folder."""

from __future__ import annotations

import numpy as np

from neopain.vision.networks.inference import open_network
from neopain_export.networks.graph import INPUT, Storage
from neopain_export.networks.layers import Preprocessing
from neopain_export.networks.mmod.graph import build_mmod
from neopain_export.networks.mmod.published_file import read_mmod
from neopain_export.networks.mmod.reference import evaluate_mmod
from neopain_export.networks.mmod.table import OUTPUT, MmodTable
from neopain_export.networks.network_folder import NetworkDescription, write_network_folder
from neopain_export.networks.network_import import ImportRequest, ImportResult, source_text
from neopain_export.networks.parity import LIMITS, compared, random_picture
from neopain_export.networks.published.recognise import FileForm

NAME = "dlib-mmod"
LICENCE = "CC0-1.0"
SOURCE = (
    "Davis E. King, mmod_human_face_detector, https://github.com/davisking/dlib-models, as the Python "
    "package face-recognition-models 0.3.0 carries it"
)
SCALE = 1 / 256


def import_mmod(request: ImportRequest, table: MmodTable | None = None) -> ImportResult:
    """Import the file; nothing is written unless the graph computes what numpy computes.

    Raises: ModelFault for another file or a graph that differs, SettingFault for a folder in use.
    """
    table = table or MmodTable()
    weights = read_mmod(request.file, table)
    graph = build_mmod(table, weights)
    picture = np.asarray(random_picture(table.side) * np.float32(SCALE), np.float32)
    found = open_network(graph, prefer_gpu=False).run([OUTPUT], picture[None])
    parity = compared(
        {OUTPUT: found[OUTPUT][0]},
        {OUTPUT: evaluate_mmod(table, weights, picture)},
        "ONNX Runtime on the CPU against numpy on the file's weights",
        LIMITS[Storage.SINGLE],
    )
    told = (
        f"`{OUTPUT}`: {table.cells} x {table.cells} cells of 8 px, about 1 in the middle of an upright face "
        "of 80 px, below 0 elsewhere"
    )
    manifest = write_network_folder(
        request.folder,
        graph,
        NetworkDescription(
            name=request.name,
            version=request.version,
            title="dlib's detector of faces (MMOD)",
            tensor=INPUT,
            height=table.side,
            width=table.side,
            preprocessing=Preprocessing("RGB", weights.mean, SCALE),
            outputs={OUTPUT: table.cells**2},
            licence=request.licence or LICENCE,
            source=source_text(request, SOURCE, FileForm.DLIB),
            notes=(parity.line, told),
        ),
    )
    return ImportResult(manifest, FileForm.DLIB, (parity.line,))
