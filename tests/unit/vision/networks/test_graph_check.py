import numpy as np
import onnx
import pytest
from onnx import AttributeProto, TensorProto, helper, numpy_helper

from neopain import paths
from neopain.core.errors import ModelFault
from neopain.vision.networks.graph_check import check_graph
from neopain.vision.networks.inference import open_network
from tests.unit.vision.small_models import graph

HIDDEN = "secret.bin"


def outside(name="w", swapped=False, key="location"):
    """A tensor whose values stand in another file."""
    tensor = TensorProto(name=name, dims=[1], data_type=TensorProto.FLOAT)
    tensor.data_location = TensorProto.EXTERNAL
    place = tensor.external_data.add()
    place.key, place.value = key, HIDDEN
    return tensor


def small():
    return onnx.load_from_string(graph())


def in_initializer(model):
    model.graph.initializer.append(outside())


def in_constant(model):
    model.graph.node.insert(0, helper.make_node("Constant", [], ["c"], value=outside()))


def in_tensors(model):
    node = model.graph.node[0]
    node.attribute.append(AttributeProto(name="t", type=AttributeProto.TENSORS, tensors=[outside()]))


def in_a_branch(model):
    branch = helper.make_graph([helper.make_node("Identity", ["w"], ["x"])], "b", [], [], [outside()])
    node = helper.make_node("If", ["image"], ["x"], then_branch=branch, else_branch=branch)
    model.graph.node.append(node)


def in_graphs(model):
    inner = helper.make_graph([], "b", [], [], [outside()])
    model.graph.node[0].attribute.append(AttributeProto(name="t", type=AttributeProto.GRAPHS, graphs=[inner]))


def in_sparse_values(model):
    sparse = model.graph.sparse_initializer.add()
    sparse.values.CopyFrom(outside())
    sparse.dims.append(10**12)


def in_sparse_attribute(model):
    attribute = AttributeProto(name="s", type=AttributeProto.SPARSE_TENSOR)
    attribute.sparse_tensor.values.CopyFrom(outside())
    model.graph.node[0].attribute.append(attribute)


def in_a_function(model):
    function = model.functions.add(name="f", domain="mine")
    function.node.append(helper.make_node("Constant", [], ["c"], value=outside()))


def in_training(model):
    model.training_info.add().initialization.initializer.append(outside())


PLACES = [
    in_initializer, in_constant, in_tensors, in_a_branch, in_graphs, in_sparse_values, in_sparse_attribute,
    in_a_function, in_training,
]  # fmt: skip


@pytest.mark.parametrize("put", PLACES, ids=lambda put: put.__name__)
def test_values_in_another_file_are_found_wherever_they_stand(put):
    model = small()
    put(model)
    with pytest.raises(ModelFault, match="plain ONNX operators"):
        open_network(model.SerializeToString(), prefer_gpu=False)


def field(number, content):
    return bytes([number << 3 | 2, len(content)]) + content


def with_tensor(tensor):
    """The small graph with a tensor of raw bytes put behind it: fields of a message may come twice."""
    return graph() + field(7, field(5, tensor))


LOCATION = field(1, b"location")
VALUE = field(2, HIDDEN.encode())
HEAD = field(8, b"w") + b"\x08\x01\x10\x01"


@pytest.mark.parametrize(
    "tensor",
    [
        HEAD + field(13, LOCATION + VALUE) + b"\x70\x01",
        HEAD + field(13, VALUE + LOCATION) + b"\x70\x01",
        b"\x70\x01" + field(13, VALUE + LOCATION) + HEAD,
        HEAD + field(13, LOCATION) + field(13, VALUE),
        HEAD + field(13, b""),
        HEAD + b"\x70\x01",
        HEAD + b"\x70\x02",
        HEAD + b"\x70\x01\x70\x00",
        HEAD + b"\xf0\x00\x01",
        HEAD + b"\x70\x81\x00",
        HEAD + b"\x70\x81\x80\x80\x80\x80\x80\x80\x80\x80\x00",
        HEAD + b"\xea\x80\x00" + bytes([len(LOCATION + VALUE)]) + LOCATION + VALUE,
        HEAD + b"\x6a" + bytes([0x80 | len(LOCATION + VALUE), 0]) + LOCATION + VALUE,
        HEAD + field(14, b"\x01"),
        HEAD + b"\x75\x01\x00\x00\x00",
        HEAD + b"\x6b\x6c",
        HEAD + field(15, b"x"),
        HEAD + b"\x6a\x7f",
        HEAD + b"\x00\x00",
    ],
)
def test_no_spelling_gets_past(tensor):
    with pytest.raises(ModelFault):
        check_graph(with_tensor(tensor))


def test_the_same_in_the_same_spelling_without_the_other_file_is_taken():
    check_graph(with_tensor(HEAD + field(9, bytes(4)) + b"\x70\x00"))


@pytest.mark.parametrize("operator", ["RandomNormal", "RandomUniformLike", "Bernoulli", "Multinomial"])
def test_chance_is_refused(operator):
    model = small()
    model.graph.node.append(helper.make_node(operator, [], ["x"]))
    with pytest.raises(ModelFault, match=f"{operator}, whose result is left to chance"):
        check_graph(model.SerializeToString())


@pytest.mark.parametrize("domain", ["com.microsoft", "ai.onnx.ml", "mine", "ai.onnx.preview", "\u00e4" * 500])
def test_an_operator_of_another_domain_is_refused(domain):
    model = small()
    model.graph.node[0].domain = domain
    with pytest.raises(ModelFault):
        check_graph(model.SerializeToString())


def test_a_domain_that_no_operator_uses_is_no_harm():
    model = small()
    model.opset_import.add(domain="ai.onnx.ml", version=3)
    open_network(model.SerializeToString(), prefer_gpu=False)


def test_an_endless_loop_is_refused_unopened():
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["again"]), helper.make_node("Identity", ["x"], ["y"])],
        "body",
        [helper.make_tensor_value_info("i", TensorProto.INT64, []),
         helper.make_tensor_value_info("go", TensorProto.BOOL, []),
         helper.make_tensor_value_info("x", TensorProto.FLOAT, None)],
        [helper.make_tensor_value_info("again", TensorProto.BOOL, []),
         helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
    )  # fmt: skip
    model = small()
    true = numpy_helper.from_array(np.array(True), "go")
    model.graph.initializer.append(true)
    model.graph.node.append(helper.make_node("Loop", ["", "go", "image"], ["looped"], body=body))
    with pytest.raises(ModelFault, match="loops and branches"):
        open_network(model.SerializeToString(), prefer_gpu=False)


def test_another_format_in_the_same_bytes_is_not_opened():
    with pytest.raises(ModelFault):
        open_network(b"\x32\x06\x00\x00ORTM" + bytes(100), prefer_gpu=False)


def test_no_cut_and_no_flipped_byte_is_a_traceback():
    whole = small().SerializeToString()
    random = np.random.default_rng(0)
    for place in range(len(whole)):
        altered = bytearray(whole)
        altered[place] ^= 1 << random.integers(8)
        for one in (whole[:place], bytes(altered)):
            try:
                check_graph(one)
            except ModelFault:
                continue


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in paths.models().glob("*/*.onnx")), ids=lambda path: path.name
)
def test_the_bundled_networks_are_plain(folder):
    for path in folder.glob("*.onnx"):
        check_graph(path.read_bytes())
