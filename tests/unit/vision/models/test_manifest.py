import hashlib

import pytest

from neopain.core.errors import ModelFault
from neopain.vision.models.manifest import ModelKind, read_manifest, read_trusted
from neopain.vision.models.toml_table import TomlTable
from tests.unit.vision.small_models import classifier_folder, graph, head, network_folder


def test_a_network_folder_is_read(tmp_path):
    manifest, payload = read_trusted(network_folder(tmp_path))
    assert manifest.id == "small 1.0"
    assert manifest.kind is ModelKind.NETWORK
    assert manifest.network.outputs == {"mean": 3}
    assert manifest.network.input.mean == (0.0, 0.0, 0.0)
    assert payload == graph()


def test_a_classifier_folder_is_read(tmp_path):
    manifest = read_manifest(classifier_folder(tmp_path))
    part = manifest.classifier
    assert part.layout.id == "lbp.u8r1.g2x2[40]"
    assert part.training.simulated
    assert part.result == {"auc": 0.9, "auc_low": 0.8, "auc_high": 1.0}
    assert "sklearn.svm._classes.SVC" in part.classes


def test_one_altered_byte_is_refused_with_both_digests(tmp_path):
    folder = network_folder(tmp_path)
    altered = bytearray(graph())
    altered[-1] ^= 1
    (folder / "small.onnx").write_bytes(altered)
    with pytest.raises(ModelFault, match=r"expected sha256 .* got .*restore") as fault:
        read_trusted(folder)
    assert hashlib.sha256(altered).hexdigest() in str(fault.value)


@pytest.mark.parametrize("length", [0, 10, 100000])
def test_another_length_is_refused(tmp_path, length):
    folder = network_folder(tmp_path)
    (folder / "small.onnx").write_bytes(bytes(length))
    with pytest.raises(ModelFault, match=f"expected {len(graph())} bytes"):
        read_trusted(folder)


def test_a_manifest_that_allows_itself_too_much_is_refused_unread(tmp_path):
    folder = network_folder(
        tmp_path, head=head("small", "network", "small.onnx", graph(), {"bytes": 1 << 31})
    )
    with pytest.raises(ModelFault, match="may have 1073741824 bytes"):
        read_trusted(folder)


def test_the_recorded_manifest_digest_must_match(tmp_path):
    folder = network_folder(tmp_path)
    pin = hashlib.sha256((folder / "manifest.toml").read_bytes()).hexdigest()
    read_trusted(folder, manifest_sha256=pin)
    with (folder / "manifest.toml").open("a") as file:
        file.write("# a remark\n")
    with pytest.raises(ModelFault, match="the one that was chosen"):
        read_trusted(folder, manifest_sha256=pin)


def test_a_missing_folder_or_file_is_said(tmp_path):
    with pytest.raises(ModelFault, match="expected a readable file"):
        read_manifest(tmp_path / "nowhere")
    folder = network_folder(tmp_path)
    (folder / "small.onnx").unlink()
    with pytest.raises(ModelFault, match=r"small\.onnx: expected a readable file"):
        read_trusted(folder)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"schema": 2}, "schema"),
        ({"schema": True}, "schema"),
        ({"kind": "poem"}, "kind"),
        ({"kind": None}, "kind"),
        ({"name": "../up"}, "name"),
        ({"name": "lbp"}, "name"),
        ({"file": "../small.onnx"}, "file"),
        ({"file": "/etc/passwd"}, "file"),
        ({"sha256": "ABC"}, "sha256"),
        ({"bytes": 0}, "bytes"),
        ({"bytes": 10**400}, "bytes"),
        ({"licence": " "}, "licence"),
        ({"source": 7}, "source"),
    ],
)
def test_a_wrong_head_names_its_key(tmp_path, changed, named):
    folder = network_folder(tmp_path, head=head("small", "network", "small.onnx", graph(), changed))
    with pytest.raises(ModelFault, match=named) as fault:
        read_manifest(folder)
    assert str(folder) in str(fault.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"outputs": "[outputs]"},
        {"outputs": "[outputs]\nmean = 0"},
        {"outputs": '[outputs]\n"a.b" = 3'},
        {"outputs": "outputs = 3"},
        {"input": ""},
        {
            "input": '[input]\ntensor = "image"\nheight = 8\nwidth = 8\nchannels = "GRB"\nmean = [0, 0, 0]\nscale = 1'
        },
        {
            "input": '[input]\ntensor = "image"\nheight = 8\nwidth = 8\nchannels = "RGB"\nmean = [0, 0]\nscale = 1'
        },
        {
            "input": '[input]\ntensor = "image"\nheight = 8\nwidth = 8\nchannels = "RGB"\nmean = [0, 0, nan]\nscale = 1'
        },
        {"head": "not toml at all ["},
    ],
)
def test_a_network_without_its_parts_is_refused(tmp_path, changes):
    with pytest.raises(ModelFault):
        read_manifest(network_folder(tmp_path, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"layout": ""},
        {"layout": '[[layout]]\nname = "a"\nsize = 1\n[[layout]]\nname = "a"\nsize = 1'},
        {"networks": '[networks]\nsmall = "abc"'},
        {"libraries": ""},
        {"pickle": "[pickle]\nclasses = 3"},
        {"training": '[training]\ndata = "x"\nsimulated = 1\nsubjects = 1\npictures = 1'},
        {"result": "[result]\nfigures = [1, 2]"},
        {"known_answers": ""},
        {"known_answers": "[known_answers]\nprobabilities = [0.1, 0.9]"},
        {"known_answers": '[known_answers]\nsha256 = "ab"\nprobabilities = [0.1]'},
        {"known_answers": '[known_answers]\nsha256 = "ab"\nprobabilities = [0.1, 1.1]'},
        {"known_answers": '[known_answers]\nsha256 = "ab"\nprobabilities = [0.1, nan]'},
    ],
)
def test_a_classifier_without_its_parts_is_refused(tmp_path, changes):
    with pytest.raises(ModelFault):
        read_manifest(classifier_folder(tmp_path, **changes))


def test_a_huge_manifest_is_refused(tmp_path):
    (tmp_path / "manifest.toml").write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(ModelFault, match="at most"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "line",
    [f"bytes = {'9' * 5000}", f"bytes = 0x{'f' * 6000}", f"deep = {'[' * 100_000}"],
    ids=["9", "0x", "["],
)
def test_a_number_or_a_depth_that_nothing_holds_is_refused(tmp_path, line):
    (tmp_path / "manifest.toml").write_text(f"schema = 1\n{line}\n")
    with pytest.raises(ModelFault, match=r"manifest\.toml"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("value", [10**400, -(10**400), float("nan"), float("inf"), 16**6000], ids=range(5))
def test_so_is_a_number_that_no_float_holds(value):
    with pytest.raises(ModelFault, match="finite number"):
        TomlTable({"scale": value}, "here").number("scale")
    with pytest.raises(ModelFault, match="whole number"):
        TomlTable({"scale": value}, "here").whole("scale")
