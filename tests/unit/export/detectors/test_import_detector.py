"""Detectors of others: every family is read, proves itself and gives what the network it was made of gives."""

import shutil
from functools import cache

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from neopain import paths
from neopain.core.errors import ModelFault, SettingFault
from neopain.vision.models.manifest import read_manifest, read_trusted
from neopain.vision.open_finder import DETECTOR, open_detector
from neopain_export import cli
from neopain_export.detectors import detector_import
from neopain_export.detectors.detector_import import DetectorRequest, import_detector
from neopain_export.detectors.drawn_faces import draw_faces
from tests.unit.export.detectors.family_graphs import GRAPHS, retinaface, scrfd, yolo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def faces():
    return draw_faces()


@pytest.fixture(scope="module")
def bundled(faces):
    """What the bundled detector says of the drawn faces."""
    ours = open_detector(*read_trusted(paths.models() / DETECTOR))
    return [ours.propose(face.picture, 0.5)[0] for face in faces]


@cache
def made(title):
    """The graph of this title; nobody changes it."""
    return GRAPHS[title][1]()


@pytest.fixture
def importing(tmp_path, monkeypatch, faces):
    """Import a model, in this process (the command's own test goes the whole way)."""
    monkeypatch.setattr(detector_import, "in_child", lambda task, *given, what: task(*given))
    monkeypatch.setattr(detector_import, "draw_faces", lambda: faces)

    def run(model, family, **options):
        file = tmp_path / "theirs.onnx"
        onnx.save(model, str(file))
        wish = {"name": "theirs", "version": "1", "licence": "for this test", "source": "a test"}
        return import_detector(DetectorRequest(file, family, tmp_path / "out", **wish | options))

    return run


@pytest.mark.parametrize("title", GRAPHS)
def test_every_family_says_what_the_network_within_says(title, importing, faces, bundled, tmp_path):
    manifest, proof = importing(made(title), GRAPHS[title][0])
    assert (proof.found, proof.shown) == (3, 3)
    assert manifest.licence == "for this test"
    assert manifest.detector.side_px == (None if title == "yunet-any-size" else 640)
    theirs = open_detector(*read_trusted(tmp_path / "out"))
    for face, expected in zip(faces, bundled, strict=True):
        (told, *_) = theirs.propose(face.picture, 0.5)
        assert told.confidence == pytest.approx(expected.confidence, abs=1e-3)
        np.testing.assert_allclose(told.centre, expected.centre, atol=0.1)
        np.testing.assert_allclose(told.key_points, expected.key_points, atol=0.1)
        assert told.size_px == pytest.approx(expected.size_px, abs=0.2)
    # A network of one size is shown the picture in a frame of that size: px of the picture come back.
    small = np.ascontiguousarray(faces[0].picture[:, 40:600])
    (told, *_) = theirs.propose(small, 0.5)
    assert np.abs(told.key_points + np.array([40, 0]) - faces[0].key_points).mean() < 0.4 * faces[0].size_px


@pytest.mark.parametrize("family", ["yunet", "yolo-face", "retinaface", "scrfd"])
@pytest.mark.parametrize("other", ["retinaface", "scrfd", "yolo-16", "yunet"])
def test_a_wrong_family_is_refused_in_words(family, other, importing, tmp_path):
    if GRAPHS[other][0] == family:
        pytest.skip("the right one")
    with pytest.raises(ModelFault, match=f"expected a {family} network"):
        importing(made(other), family)
    assert not (tmp_path / "out").exists()


def test_wrong_colours_and_means_are_found_out_by_the_drawings(importing):
    with pytest.raises(ModelFault, match="look at --family, --channels, --mean and --scale"):
        importing(yolo(16), "yolo-face", scale=1.0)


def test_confidences_before_the_softmax_are_refused(importing):
    with pytest.raises(ModelFault, match="softmax"):
        importing(retinaface(softmax=False), "retinaface")


def test_a_detector_without_key_points_is_refused(importing):
    model = scrfd()
    without = [value for value in model.graph.output if (int(value.name) - 440) % 3]
    del model.graph.output[:]
    model.graph.output.extend(without)
    with pytest.raises(ModelFault, match="five key points"):
        importing(model, "scrfd")


def blind(shape=(1, 3, 640, 640), score=0.0):
    """A YOLO that says the same of every picture."""
    rows = np.zeros((1, 100, 16), np.float32)
    rows[0, 0] = [320, 320, 200, 200, score, *([300] * 10), 1]
    nodes = [
        helper.make_node("ReduceMean", ["picture"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Add", ["rows", "nothing"], ["faces"]),
    ]
    filled = [
        onnx.numpy_helper.from_array(rows, "rows"),
        onnx.numpy_helper.from_array(np.float32(0.0), "zero"),
    ]
    graph = helper.make_graph(
        nodes,
        "blind",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, list(shape))],
        [helper.make_tensor_value_info("faces", TensorProto.FLOAT, [1, 100, 16])],
        filled,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (blind(), "found 0: no face at all"),
        (blind(score=0.9), "no face in an empty grey picture"),
        (blind((1, 3, 480, 640)), "square input"),
        (blind((1, 3, "height", 640)), "square input"),
        (blind((1, 1, 640, 640)), "expected an input"),
        (blind((4, 3, 640, 640)), "expected an input"),
    ],
)
def test_what_is_no_detector_for_this_is_refused(model, words, importing):
    with pytest.raises(ModelFault, match=words):
        importing(model, "yolo-face")


@pytest.mark.parametrize("location", ["weights.bin", "gone.bin", "deeper/weights.bin"])
def test_values_in_a_file_beside_are_packed_and_no_others_are_read(importing, tmp_path, location):
    model = yolo(16)
    onnx.save(
        model, str(tmp_path / "apart.onnx"), save_as_external_data=True, location="weights.bin",
        size_threshold=0,
    )  # fmt: skip
    parted = onnx.load(str(tmp_path / "apart.onnx"), load_external_data=False)
    if location == "weights.bin":
        importing(parted, "yolo-face")
        (written,) = (tmp_path / "out").rglob("*.onnx")
        graph = onnx.load(str(written), load_external_data=False).graph
        assert not any(one.external_data for one in graph.initializer)
        return
    (tmp_path / "deeper").mkdir()
    shutil.copy(tmp_path / "weights.bin", tmp_path / "deeper")
    for tensor in parted.graph.initializer:
        for entry in tensor.external_data:
            entry.value = location if entry.key == "location" else entry.value
    with pytest.raises(ModelFault, match="beside it"):
        importing(parted, "yolo-face")


def test_no_onnx_at_all_is_refused(importing, tmp_path):
    file = tmp_path / "x.onnx"
    file.write_bytes(b"%PDF-1.4 a paper about one")
    with pytest.raises(ModelFault, match="ONNX"):
        import_detector(
            DetectorRequest(file, "scrfd", tmp_path / "out", "x", "1", licence="none", source="none")
        )


@pytest.mark.usefixtures("copied_children")
def test_the_command_and_the_promotion_go_the_whole_way(tmp_path, capsys, monkeypatch):
    from neopain.bedside.active_models import open_active_models

    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "nobody"))
    file, out, data = tmp_path / "theirs.onnx", tmp_path / "ward" / "det", tmp_path / "data"
    onnx.save(scrfd(), str(file))
    words = ["import-detector", str(file), "--family", "scrfd", "--out", str(out)]
    with pytest.raises(SystemExit):
        cli.main(words)
    assert "--licence" in capsys.readouterr().err
    assert cli.main([*words, "--licence", "research only", "--name", "theirs"]) == 0
    told = capsys.readouterr().out
    assert "Found 3 of 3 drawn faces" in told
    assert "research only" in told
    assert read_manifest(out).detector.channels == "RGB"
    assert "SIMULATED" in (out / "card.md").read_text("utf-8")
    assert cli.main([*words, "--licence", "x"]) == 1, "what is there is never written over"
    assert "name another" in capsys.readouterr().err

    assert cli.main(["promote", str(out), "--data", str(data)]) == 0
    assert "theirs 1, a scrfd network" in capsys.readouterr().out
    models = open_active_models(data, prefer_gpu=False, follow=False)
    models.close()
    assert ("detector", "theirs") in [(line.kind, line.name) for line in models.describe()]
    from neopain_export.commands.options import outputs

    monkeypatch.setenv("NEOPAIN_DATA", str(data))
    with pytest.raises(SettingFault):
        outputs.new_folder(out.parent, "--out", [])
    with (out / "detector.onnx").open("ab") as touched:
        touched.write(b"#")
    with pytest.raises(ModelFault, match=r"detector\.onnx"):
        open_active_models(data, prefer_gpu=False)
    assert cli.main(["promote", "--default-detector", "--data", str(data)]) == 0
    models = open_active_models(data, prefer_gpu=False, follow=False)
    models.close()
    assert ("detector", "face-detector") in [(line.kind, line.name) for line in models.describe()]
