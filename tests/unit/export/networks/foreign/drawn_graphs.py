"""Small graphs with the operators that exporters write: attention, shifted windows, hard-swish, whole numbers."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE, PATCH, WIDTH, HEADS = 32, 8, 12, 3
TOKENS = 1 + (SIDE // PATCH) ** 2


class Draft:
    """Nodes and constants in the making; every constant is drawn from one seed."""

    def __init__(self, seed=0):
        self.random = np.random.default_rng(seed)
        self.nodes, self.constants = [], []

    def constant(self, values, name=None):
        name = name or f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def drawn(self, *shape):
        return self.constant(self.random.normal(size=shape, scale=0.3).astype(np.float32))

    def whole(self, *values):
        return self.constant(np.array(values, np.int64))

    def __call__(self, operator, *inputs, output=None, **attributes):
        output = output or f"t{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], name=output, **attributes))
        return output

    def model(
        self,
        outputs,
        *,
        shape=("batch", 3, SIDE, SIDE),
        kind=TensorProto.FLOAT,
        ends=TensorProto.FLOAT,
        opset=20,
        ir=10,
    ):
        graph = helper.make_graph(
            self.nodes,
            "drawn",
            [helper.make_tensor_value_info("pixel_values", kind, list(shape))],
            [helper.make_tensor_value_info(name, ends, None) for name in outputs],
            self.constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir)
        return onnx.shape_inference.infer_shapes(model, data_prop=True)


def linear(draft, value, wide, narrow):
    return draft("Add", draft("MatMul", value, draft.drawn(wide, narrow)), draft.drawn(narrow))


def norm(draft, value, output=None):
    ones = draft.constant(np.ones(WIDTH, np.float32))
    return draft("LayerNormalization", value, ones, draft.drawn(WIDTH), output=output, axis=-1)


def heads(draft, value, perm):
    parted = draft("Reshape", value, draft.whole(0, 0, HEADS, WIDTH // HEADS))
    return draft("Transpose", parted, perm=perm)


def transformer(**options):
    """Patches, a class token, one block of attention and one of two layers, as ViT and DINOv2 have them."""
    draft = Draft()
    kernel = draft.drawn(WIDTH, 3, PATCH, PATCH)
    patches = draft("Conv", "pixel_values", kernel, strides=[PATCH, PATCH], kernel_shape=[PATCH, PATCH])
    rows = draft("Transpose", draft("Reshape", patches, draft.whole(0, WIDTH, -1)), perm=[0, 2, 1])
    batch = draft("Shape", rows, start=0, end=1)
    one = draft("Expand", draft.drawn(1, 1, WIDTH), draft("Concat", batch, draft.whole(1, WIDTH), axis=0))
    tokens = draft("Add", draft("Concat", one, rows, axis=1), draft.drawn(1, TOKENS, WIDTH))
    normed = norm(draft, tokens)
    query, key, value = (linear(draft, normed, WIDTH, WIDTH) for _ in range(3))
    query, value = heads(draft, query, [0, 2, 1, 3]), heads(draft, value, [0, 2, 1, 3])
    scores = draft("MatMul", query, heads(draft, key, [0, 2, 3, 1]))
    scaled = draft("Mul", scores, draft.constant(np.float32((WIDTH // HEADS) ** -0.5)))
    mixed = draft("MatMul", draft("Softmax", scaled, axis=-1), value)
    joined = draft("Reshape", draft("Transpose", mixed, perm=[0, 2, 1, 3]), draft.whole(0, 0, WIDTH))
    tokens = draft("Add", tokens, linear(draft, joined, WIDTH, WIDTH))
    wide = draft("Gelu", linear(draft, norm(draft, tokens), WIDTH, 24))
    tokens = draft("Add", tokens, linear(draft, wide, 24, WIDTH))
    norm(draft, tokens, output="last_hidden_state")
    first = draft("Gather", "last_hidden_state", draft.constant(np.int64(0)), axis=1)
    draft("Tanh", linear(draft, first, WIDTH, WIDTH), output="pooler_output")
    return draft.model(["last_hidden_state", "pooler_output"], **options)


def shifted_windows():
    """A picture of tokens, rolled by half a window and cut into windows, channels last, as Swin has it."""
    draft = Draft(1)
    kernel = draft.drawn(WIDTH, 3, 4, 4)
    planes = draft("Conv", "pixel_values", kernel, strides=[4, 4], kernel_shape=[4, 4])
    current = draft("Transpose", planes, perm=[0, 2, 3, 1])
    for axis in (1, 2):
        before = draft("Slice", current, draft.whole(2), draft.whole(8), draft.whole(axis))
        after = draft("Slice", current, draft.whole(0), draft.whole(2), draft.whole(axis))
        current = draft("Concat", before, after, axis=axis)
    parted = draft("Reshape", norm(draft, current), draft.whole(-1, 2, 4, 2, 4, WIDTH))
    windows = draft("Transpose", parted, perm=[0, 1, 3, 2, 4, 5])
    tokens = draft("Reshape", windows, draft.whole(-1, 16, WIDTH))
    mixed = draft("Softmax", draft("MatMul", tokens, draft("Transpose", tokens, perm=[0, 2, 1])), axis=-1)
    tokens = draft("Reshape", draft("MatMul", mixed, tokens), draft.whole(-1, 2, 2, 4, 4, WIDTH))
    joined = draft("Transpose", tokens, perm=[0, 1, 3, 2, 4, 5])
    draft("Reshape", joined, draft.whole(-1, 8, 8, WIDTH), output="/stage/planes")
    return draft.model(["/stage/planes"])


def inverted_residual():
    """Depthwise convolution, hard-swish, squeeze and excitation, as MobileNetV3 has them."""
    draft = Draft(2)
    wide = draft(
        "HardSwish", draft("Conv", "pixel_values", draft.drawn(8, 3, 3, 3), strides=[2, 2], pads=[1] * 4)
    )
    deep = draft("Conv", wide, draft.drawn(8, 1, 3, 3), group=8, pads=[1] * 4)
    squeezed = draft("ReduceMean", deep, draft.whole(2, 3), keepdims=1)
    gate = draft("HardSigmoid", draft("Conv", squeezed, draft.drawn(8, 8, 1, 1)), alpha=1 / 6, beta=0.5)
    draft("Add", draft("Mul", deep, gate), wide, output="/features/features.1/Add_output_0")
    pooled = draft("GlobalAveragePool", "/features/features.1/Add_output_0")
    flat = draft("Flatten", pooled, output="/Flatten_output_0")
    draft("Gemm", flat, draft.drawn(5, 8), draft.drawn(5), output="logits", transB=1)
    return draft.model(["logits"])


def channels_last(kind=TensorProto.FLOAT):
    """(N, H, W, 3) as TensorFlow's exporters have it, of floats or of whole numbers that it scales itself."""
    draft = Draft(3)
    current = "pixel_values"
    if kind != TensorProto.FLOAT:
        current = draft("Cast", current, to=TensorProto.FLOAT)
    turned = draft("Transpose", current, perm=[0, 3, 1, 2])
    draft("Conv", turned, draft.drawn(4, 3, 5, 5), strides=[3, 3], output="planes")
    return draft.model(["planes"], shape=("batch", SIDE, SIDE, 3), kind=kind)


def half_precision():
    """A graph that computes in float16 from end to end, as `model.half()` is exported."""
    draft = Draft(4)
    kernel = draft.constant(draft.random.normal(size=(4, 3, 3, 3), scale=0.1).astype(np.float16))
    draft("Relu", draft("Conv", "pixel_values", kernel), output="planes")
    return draft.model(["planes"], kind=TensorProto.FLOAT16, ends=TensorProto.FLOAT16)


def any_size():
    """A convolution over a picture of any height and width, and a token grid that wants multiples of eight."""
    draft = Draft(5)
    kernel = draft.drawn(WIDTH, 3, PATCH, PATCH)
    draft("Conv", "pixel_values", kernel, strides=[PATCH, PATCH], output="planes")
    return draft.model(["planes"], shape=("batch", 3, "height", "width"))


def with_words_beside():
    """A second input that other outputs need, as a model of pictures and words has."""
    model = transformer()
    model.graph.input.append(helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", 7]))
    model.graph.node.append(helper.make_node("Cast", ["input_ids"], ["text_embeds"], to=TensorProto.FLOAT))
    model.graph.output.append(helper.make_tensor_value_info("text_embeds", TensorProto.FLOAT, ["batch", 7]))
    return model
