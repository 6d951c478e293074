"""What exporters write today goes in: tokens, windows, channels last, half precision, values beside, new opsets."""

from __future__ import annotations

import hashlib

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

from neopain.core.errors import ModelFault, SettingFault
from neopain.vision.networks.inference import open_network
from neopain_export.networks.engines import engine_parity
from neopain_export.networks.foreign.feature_choice import Feature, Way, asked_features
from neopain_export.networks.foreign.onnx_file import read_foreign, read_plain
from tests.unit.export.networks.foreign import drawn_graphs as drawn

PICTURE = np.random.default_rng(9).uniform(-1, 1, (3, drawn.SIDE, drawn.SIDE)).astype(np.float32)


def saved(tmp_path, model, name="x.onnx"):
    path = tmp_path / name
    path.write_bytes(model.SerializeToString())
    return path


def reference(model, outputs, picture=PICTURE[None]):
    """What ONNX's own evaluator makes of the file as it was, by the graph's tensors."""
    model = onnx.shape_inference.infer_shapes(model)
    del model.graph.output[:]
    model.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs
    )
    return dict(zip(outputs, ReferenceEvaluator(model).run(outputs, {"pixel_values": picture}), strict=True))


def computed(network, picture=PICTURE):
    opened = open_network(network.graph, prefer_gpu=False, threads=1)
    assert opened.input.name == network.tensor
    assert opened.input.shape[1:] == (3, network.height, network.width)
    return {name: values[0] for name, values in opened.run(list(network.outputs), picture[None]).items()}


def test_a_transformer_gives_its_class_token_the_mean_of_all_tokens_or_of_its_patches(tmp_path):
    model = drawn.transformer()
    asked = [
        "cls=last_hidden_state:cls",
        "last_hidden_state:mean",
        "last_hidden_state:patches",
        "rest=last_hidden_state:patches5",
        "pooler_output",
    ]
    network = read_foreign(saved(tmp_path, model), asked, side=drawn.SIDE)
    assert dict(network.outputs) == {
        "cls": 12,
        "last_hidden_state_mean": 12,
        "last_hidden_state_patches": 12,
        "rest": 12,
        "pooler_output": 12,
    }
    tokens = reference(model, ["last_hidden_state"])["last_hidden_state"][0]
    assert tokens.shape == (drawn.TOKENS, 12)
    found = computed(network)
    wanted = (tokens[0], tokens.mean(axis=0), tokens[1:].mean(axis=0), tokens[5:].mean(axis=0))
    for name, values in zip(network.outputs, wanted, strict=False):
        np.testing.assert_allclose(found[name], values, atol=2e-5, err_msg=name)
    assert "cls: the first token of last_hidden_state" in network.notes
    assert "rest: the average of the tokens behind the first 5 of last_hidden_state" in network.notes
    assert engine_parity(network.graph, list(network.outputs), PICTURE).difference < 1e-4


def test_shifted_windows_keep_their_planes_last(tmp_path):
    model = drawn.shifted_windows()
    network = read_foreign(saved(tmp_path, model), ["/stage/planes:mean-last"])
    planes = reference(model, ["/stage/planes"])["/stage/planes"][0]
    np.testing.assert_allclose(
        computed(network)["stage_planes_mean_last"], planes.mean(axis=(0, 1)), atol=2e-5
    )


def test_an_inner_tensor_with_a_path_for_a_name_gets_one_that_a_manifest_takes(tmp_path):
    model = drawn.inverted_residual()
    inner = "/features/features.1/Add_output_0"
    network = read_foreign(saved(tmp_path, model), [f"{inner}:mean", "/Flatten_output_0"])
    assert list(network.outputs) == ["features_features_1_Add_output_0_mean", "Flatten_output_0"]
    found = computed(network)
    planes = reference(model, [inner])[inner][0].mean(axis=(1, 2))
    for values in found.values():
        np.testing.assert_allclose(values, planes, atol=1e-5)
    assert not {node.op_type for node in onnx.load_from_string(network.graph).graph.node} & {"Gemm"}


@pytest.mark.parametrize("kind", [TensorProto.FLOAT, TensorProto.UINT8])
def test_channels_last_are_turned(kind, tmp_path):
    model = drawn.channels_last(kind)
    network = read_foreign(saved(tmp_path, model), ["planes"], plain_pixels=True)
    pixels = np.round(127 + 100 * PICTURE)
    fed = pixels.transpose(1, 2, 0)[None].astype(helper.tensor_dtype_to_np_dtype(kind))
    wanted = reference(model, ["planes"], fed)["planes"][0]
    np.testing.assert_allclose(computed(network, pixels)["planes"], wanted, rtol=1e-4, atol=1e-3)
    assert "channels last" in network.notes[0]


def test_a_graph_of_whole_pixels_is_not_given_fractions(tmp_path):
    path = saved(tmp_path, drawn.channels_last(TensorProto.UINT8))
    with pytest.raises(SettingFault, match="--mean 0 0 0 without --scale and --std"):
        read_foreign(path, ["planes"])


def test_a_spread_divides_before_the_planes_are_turned(tmp_path):
    model = drawn.channels_last()
    spread = np.array([2.0, 4.0, 8.0], np.float32)
    network = read_foreign(saved(tmp_path, model), ["planes"], spread)
    fed = (PICTURE / spread[:, None, None]).transpose(1, 2, 0)[None]
    np.testing.assert_allclose(
        computed(network)["planes"], reference(model, ["planes"], fed)["planes"][0], atol=1e-5
    )


def test_half_precision_is_fed_and_read_in_single(tmp_path):
    model = drawn.half_precision()
    network = read_foreign(saved(tmp_path, model), ["planes", "planes:mean"])
    found = computed(network)
    assert {values.dtype for values in found.values()} == {np.dtype(np.float32)}
    wanted = reference(model, ["planes"], PICTURE[None].astype(np.float16))["planes"][0].astype(np.float32)
    np.testing.assert_allclose(found["planes"], wanted, atol=5e-3)
    np.testing.assert_allclose(found["planes_mean"], wanted.mean(axis=(1, 2)), atol=5e-3)
    assert any("float16" in note for note in network.notes)


@pytest.mark.parametrize(("side", "values"), [(None, 28 * 28 * 12), (72, 9 * 9 * 12)])
def test_a_free_size_is_settled_in_the_file(side, values, tmp_path):
    network = read_foreign(saved(tmp_path, drawn.any_size()), ["planes"], side=side)
    assert (network.height, network.width) == ((side or 224), (side or 224))
    assert network.outputs == {"planes": values}
    assert open_network(network.graph, prefer_gpu=False).input.shape[2:] == (network.height, network.width)


def test_a_size_that_the_graph_does_not_take_is_refused(tmp_path):
    with pytest.raises(SettingFault, match="it takes 32 x 32 px and no other, got 64"):
        read_foreign(saved(tmp_path, drawn.transformer()), ["pooler_output"], side=64)


def test_an_input_that_the_features_do_not_need_is_left_out(tmp_path):
    path = saved(tmp_path, drawn.with_words_beside())
    assert computed(read_foreign(path, ["pooler_output"]))["pooler_output"].shape == (12,)
    with pytest.raises(ModelFault, match=r"expected one float picture input; got \{'input_ids'"):
        read_foreign(path, ["text_embeds"])


def test_features_that_cannot_be_are_refused_with_what_could(tmp_path):
    path = saved(tmp_path, drawn.transformer())
    with pytest.raises(SettingFault, match=r"last_hidden_state \(N, 17, 12\), pooler_output \(N, 12\)"):
        read_foreign(path, [])
    with pytest.raises(ModelFault, match=r"name one of these.*last_hidden_state"):
        read_foreign(path, ["fc7"])
    with pytest.raises(ModelFault, match=r"\(1, 12\) for one picture, of which cls makes no sense"):
        read_foreign(path, ["pooler_output:cls"])
    with pytest.raises(ModelFault, match="patches makes no sense"):
        read_foreign(path, ["last_hidden_state:patches17"])
    with pytest.raises(ModelFault, match="t7 is another tensor"):
        read_foreign(path, ["t7=last_hidden_state:cls"])
    with pytest.raises(ModelFault, match="expected float outputs"):
        read_foreign(
            path, [next(node.output[0] for node in drawn.transformer().graph.node if node.op_type == "Shape")]
        )


def test_how_outputs_are_named():
    assert asked_features(["a", "b=/x/y:0", "serving/default:0:mean"]) == (
        Feature("a", "a"),
        Feature("b", "/x/y:0"),
        Feature("serving_default_0_mean", "serving/default:0", Way.MEAN),
    )
    assert asked_features(["x" * 90 + ":cls"])[0].name == "x" * 60 + "_cls"
    for words, told in (
        (["a/b", "a.b"], "a_b twice"),
        (["::"], "name of letters"),
        (["a:cls3"], "without a number"),
    ):
        with pytest.raises(SettingFault, match=told):
            asked_features(words)


def test_an_opset_that_the_engine_does_not_know_is_written_in_one_that_it_does(tmp_path):
    newest = onnx.defs.onnx_opset_version()
    model = drawn.transformer(opset=newest, ir=onnx.IR_VERSION)
    network = read_foreign(saved(tmp_path, model), ["pooler_output"])
    assert f"opset {newest} written as 21" in network.notes
    wanted = reference(drawn.transformer(), ["pooler_output"])["pooler_output"][0]
    np.testing.assert_allclose(computed(network)["pooler_output"], wanted, atol=2e-5)


class TestValuesBeside:
    def apart(self, tmp_path, location="x.onnx.data"):
        model = drawn.transformer()
        path = tmp_path / "x.onnx"
        onnx.save(model, path, save_as_external_data=True, location="x.onnx.data", size_threshold=64)
        changed = onnx.load(path, load_external_data=False)
        for tensor in changed.graph.initializer:
            for entry in tensor.external_data:
                if entry.key == "location":
                    entry.value = location
        path.write_bytes(changed.SerializeToString())
        return path

    def test_they_are_packed_and_told(self, tmp_path):
        path = self.apart(tmp_path)
        beside = tmp_path / "x.onnx.data"
        assert beside.stat().st_size > 1000
        network = read_foreign(path, ["pooler_output"])
        assert network.beside == {"x.onnx.data": hashlib.sha256(beside.read_bytes()).hexdigest()}
        beside.unlink()
        wanted = reference(drawn.transformer(), ["pooler_output"])["pooler_output"][0]
        np.testing.assert_allclose(computed(network)["pooler_output"], wanted, atol=2e-5)

    def test_without_their_file_the_remedy_is_named(self, tmp_path):
        path = self.apart(tmp_path)
        (tmp_path / "x.onnx.data").rename(tmp_path / "other.data")
        with pytest.raises(ModelFault, match="put both files into one folder"):
            read_plain(path)

    @pytest.mark.parametrize(
        "location", ["../x.onnx.data", "/etc/passwd", "a/x.onnx.data", "..", "", "c:\\x"]
    )
    def test_no_other_folder_is_read(self, location, tmp_path):
        with pytest.raises(ModelFault, match="values in another file"):
            read_plain(self.apart(tmp_path, location))

    def test_no_link_is_followed(self, tmp_path):
        path = self.apart(tmp_path)
        (tmp_path / "x.onnx.data").rename(tmp_path / "real")
        (tmp_path / "x.onnx.data").symlink_to(tmp_path / "real")
        with pytest.raises(ModelFault, match="values in another file"):
            read_plain(path)

    def test_a_file_of_another_network_is_refused(self, tmp_path):
        path = self.apart(tmp_path)
        beside = tmp_path / "x.onnx.data"
        beside.write_bytes(beside.read_bytes()[:-40])
        with pytest.raises(ModelFault, match="the two files do not belong together"):
            read_plain(path)
