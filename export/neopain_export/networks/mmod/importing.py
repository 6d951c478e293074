"""From dlib's file of its detector of faces to a network's folder."""

from __future__ import annotations

from neopain_export.networks.checked_import import KnownNetwork, checked_import, fed_picture
from neopain_export.networks.layers import Preprocessing
from neopain_export.networks.mmod.graph import build_mmod
from neopain_export.networks.mmod.published_file import read_mmod
from neopain_export.networks.mmod.reference import evaluate_mmod
from neopain_export.networks.mmod.table import OUTPUT, MmodTable
from neopain_export.networks.network_import import ImportRequest, ImportResult
from neopain_export.networks.published.recognise import FileForm

NAME = "dlib-mmod"
TITLE = "dlib's detector of faces (MMOD)"
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
    picture = fed_picture(table.side, SCALE)
    told = (
        f"`{OUTPUT}`: {table.cells} x {table.cells} cells of 8 px, about 1 in the middle of an upright face "
        "of 80 px, below 0 elsewhere"
    )
    return checked_import(
        request,
        KnownNetwork(TITLE, LICENCE, SOURCE, FileForm.DLIB, table.side, {OUTPUT: table.cells**2}),
        build_mmod(table, weights),
        Preprocessing("RGB", weights.mean, SCALE),
        picture=picture,
        wanted={OUTPUT: evaluate_mmod(table, weights, picture)},
        told=(told,),
    )
