"""A model of somebody's own: promoted for one data folder, and used there and nowhere else."""

import hashlib

import cv2
import pytest
from skimage import data as pictures

from neopain import paths
from neopain.bedside.active_models import open_active_models
from neopain.core.errors import ModelFault
from neopain.main import main
from neopain_export import cli
from neopain_export.manifest_text import manifest_text
from tests.pictures.slow_film import slow_film
from tests.programs.loaded_programs import run
from tests.unit.vision.small_models import classifier_folder, graph, network_folder, pipeline

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("copied_children")]


@pytest.fixture
def model(tmp_path):
    return classifier_folder(tmp_path / "ward" / "mine")


@pytest.fixture(autouse=True)
def nobodys_data(tmp_path, monkeypatch):
    monkeypatch.setenv("NEOPAIN_DATA", str(tmp_path / "nobody"))


def test_promote_and_monitor_agree_on_the_data_folder(model, tmp_path, capsys):
    data = tmp_path / "data"
    assert cli.main(["promote", str(model), "--data", str(data)]) == 0
    told = capsys.readouterr().out
    for words in ("pain-svm 1.0", str(model), "the bundled model", f"monitor --data {data}", "known answers"):
        assert words in told
    watched = "--source", slow_film(tmp_path / "slow.avi", 8)
    done = run("monitor", "--headless", "--for", "1s", "--data", data, *watched)
    assert "Model pain-svm 1.0;" in done.stdout, done.stdout + done.stderr
    done = run("monitor", "--headless", "--for", "1s", "--data", tmp_path / "other", *watched)
    assert "Model pain-svm" in done.stdout, done.stdout + done.stderr
    assert "Model pain-svm 1.0;" not in done.stdout


def test_so_do_score_and_doctor(model, tmp_path, capsys):
    data = tmp_path / "data"
    assert cli.main(["promote", str(model), "--data", str(data)]) == 0
    (model / "pain.pkl").write_bytes(b"")
    picture = tmp_path / "face.png"
    cv2.imwrite(str(picture), pictures.astronaut()[:, :, ::-1])
    assert main(["score", str(picture), "--csv", "-", "--data", str(data)]) == 1
    assert "pain.pkl" in capsys.readouterr().err
    assert main(["score", str(picture), "--csv", "-", "--data", str(tmp_path / "other")]) == 0
    capsys.readouterr()
    main(["doctor", "--data", str(data)])
    assert "pain.pkl" in capsys.readouterr().out


def test_a_second_promotion_tells_the_first_and_default_goes_back(model, tmp_path, capsys):
    data = tmp_path / "data"
    cli.main(["promote", str(model), "--data", str(data)])
    capsys.readouterr()
    assert cli.main(["promote", str(model), "--data", str(data)]) == 0
    assert f"in use until now: pain-svm 1.0 in {model}" in capsys.readouterr().out
    assert cli.main(["promote", "--default", "--data", str(data)]) == 0
    open_active_models(data, prefer_gpu=False).close()


@pytest.mark.parametrize("changed", ["manifest.toml", "pain.pkl", "known_answers.f32"])
def test_a_model_that_was_changed_afterwards_is_refused(model, tmp_path, changed):
    data = tmp_path / "data"
    cli.main(["promote", str(model), "--data", str(data)])
    with (model / changed).open("ab") as file:
        file.write(b"#")
    with pytest.raises(ModelFault, match=changed):
        open_active_models(data, prefer_gpu=False)


def test_so_is_one_whose_networks_manifest_was_changed(tmp_path):
    """The network's file is the same; only what is subtracted from the pixels is another."""
    sha256 = hashlib.sha256(graph()).hexdigest()
    home = network_folder(tmp_path / "ward" / "net")
    mine = classifier_folder(
        tmp_path / "ward" / "mine", pipeline(43), blocks=(("small.mean", 3), ("lbp.u8r1.g2x2", 40)),
        recorded=(("small", sha256),),
    )  # fmt: skip
    data = tmp_path / "data"
    assert cli.main(["promote", str(mine), "--data", str(data)]) == 0
    open_active_models(data, prefer_gpu=False).close()
    text = (home / "manifest.toml").read_text("utf-8")
    (home / "manifest.toml").write_text(text.replace("mean = [0, 0, 0]", "mean = [90, 90, 90]"), "utf-8")
    with pytest.raises(ModelFault, match="the one that was chosen"):
        open_active_models(data, prefer_gpu=False)


def test_a_choice_from_before_the_networks_were_pinned_is_refused(tmp_path):
    network_folder(tmp_path / "ward" / "net")
    recorded = (("small", hashlib.sha256(graph()).hexdigest()),)
    blocks = (("small.mean", 3), ("lbp.u8r1.g2x2", 40))
    mine = classifier_folder(tmp_path / "ward" / "mine", pipeline(43), blocks=blocks, recorded=recorded)
    digest = hashlib.sha256((mine / "manifest.toml").read_bytes()).hexdigest()
    choice = tmp_path / "data" / "models" / "selected.toml"
    choice.parent.mkdir(parents=True)
    choice.write_text(manifest_text({"folder": str(mine), "manifest_sha256": digest}), "utf-8")
    with pytest.raises(ModelFault, match=r"was not used when .* Promote the model again"):
        open_active_models(tmp_path / "data", prefer_gpu=False)


@pytest.mark.parametrize("bad", ["empty", "forged"])
def test_what_cannot_be_opened_is_not_promoted(tmp_path, capsys, bad):
    mine = classifier_folder(
        tmp_path / "mine", payload=b"x" if bad == "empty" else b"cos\nsystem\n(S'true'\ntR."
    )
    assert cli.main(["promote", str(mine), "--data", str(tmp_path / "data")]) == 1
    assert "was not loaded" in capsys.readouterr().err
    assert not (tmp_path / "data" / "models" / "selected.toml").exists()


def test_the_bundled_model_can_be_promoted_by_its_folder(tmp_path):
    assert cli.main(["promote", str(paths.models() / "pain_svm"), "--data", str(tmp_path / "data")]) == 0
    open_active_models(tmp_path / "data", prefer_gpu=False).close()
